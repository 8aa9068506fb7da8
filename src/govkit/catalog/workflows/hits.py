"""What a change of contracts does to workflows, each looked at before and after: what stood is not told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from govkit.catalog.mapping.facts import Open as MappingOpen
from govkit.catalog.mapping.judge import witness_of as mapping_witness
from govkit.catalog.workflows.bodies import Sent, taken_at
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.facts import (
    About,
    ActionUnreachable,
    CallsItself,
    Circular,
    Defined,
    Fact,
    FieldNotOfRecord,
    MappingFails,
    MayLack,
    NeverEqual,
    NeverStarted,
    Open,
    Refused,
    ScopesNeeded,
    StatusUnnamed,
    StepUnreachable,
    ValueUnknown,
    ValueUnnamed,
)
from govkit.catalog.workflows.messages import with_member, without_member
from govkit.catalog.workflows.model import Document, Step, Workflow
from govkit.catalog.workflows.narrowing import Narrowing
from govkit.catalog.workflows.types import Origin, Type
from govkit.catalog.workflows.wording import why
from govkit.findings import Witness
from govkit.spec.openapi.contract import Operation
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import Role
from govkit.spec.schemas.values import Pin

_NOT_OF_CONTRACTS = (ActionUnreachable, CallsItself, Circular, Defined, FieldNotOfRecord, NeverStarted, StepUnreachable)
"""Facts about the text of workflows alone, about entries, or that follow from what is told of another step."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A step for which a contract no longer holds what it relied on; an empty step is the start of the workflow.

    `processes` are the workflows that something starts and that lead to it. `stops`: a run cannot go on as it did; else
    it may go another way than anybody thought of.
    """

    workflow: Workflow
    step: str
    fact: Fact
    witness: Witness | None
    processes: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is neither shown nor proved that something is hit."""
        inner = self.fact.fact if isinstance(self.fact, MappingFails) else None
        return isinstance(self.fact, Open) or isinstance(inner, MappingOpen)

    @property
    def stops(self) -> bool:
        """Whether runs stop there."""
        return not self.is_open and not isinstance(self.fact, ValueUnnamed | StatusUnnamed)

    @property
    def message(self) -> str:
        """What it means, in a sentence: `subscription-amendment stops at step obligations: …`."""
        where = f"at step {self.step}" if self.step else "at its start"
        verb = "stops" if self.stops else "may go another way"
        others = [one for one in self.processes if one != self.workflow.id]
        whose = f", part of {', '.join(others)}," if others else ""
        return f"{self.workflow.id}{whose} {verb} {where}: {why(self.fact)}"


class Hits:
    """Two looks at the same workflows, with the contracts of before and with those of after."""

    def __init__(self, before: Checking, after: Checking, fitting: Fitting) -> None:
        self._before = before
        self._after = after
        self._fitting = fitting
        self._narrowing = Narrowing(after.setting)

    def between(self, document: Document, before: Mapping[str, Checked], after: Mapping[str, Checked]) -> Iterator[Hit]:
        """The steps of the workflows of one document that a change hits."""
        for name, now in after.items():
            then = before.get(name)
            if then is None:
                continue
            told: set[tuple[object, ...]] = set()
            for fact in (*self._new(then, now), *self._narrowed(then, now), *self._secured(then, now)):
                key = (type(fact), fact.about.step, fact.key)
                if key not in told:
                    told.add(key)
                    witness = self._witness(fact, then, now)
                    yield Hit(now.workflow, fact.about.step, fact, witness, document.processes(name))

    # ------------------------------------------------------------------------------------------------------------ facts

    def _new(self, then: Checked, now: Checked) -> Iterator[Fact]:
        stood = {_identity(fact) for fact in then.facts}
        refused = {fact.at for fact in then.facts if isinstance(fact, Refused | Open)}
        cut = {fact.about.step for fact in now.facts if isinstance(fact, StepUnreachable)}
        cut -= {fact.about.step for fact in then.facts if isinstance(fact, StepUnreachable)}
        for fact in now.facts:
            if isinstance(fact, _NOT_OF_CONTRACTS) or _identity(fact) in stood or fact.about.step in cut:
                continue  # what no run comes to any more is hit where the way to it ends
            if isinstance(fact, MappingFails) and self._never(fact, now):
                continue
            if isinstance(fact, Open | Refused) and fact.at in refused:
                continue  # what was not clean before is held against what was taken then
            if isinstance(fact, ValueUnnamed) and not fact.leads:
                continue
            yield fact

    def _never(self, fact: MappingFails, now: Checked) -> bool:
        """Whether a fault of a mapping cannot come to pass with what the step gives it."""
        sent = now.course.sent.get(fact.about.step)
        makings = [one for one in (sent.makings if sent is not None else ()) if one.write.name == fact.mapping]
        return not fact.reads and bool(makings) and all(self._narrowing.never(one, fact.fact) for one in makings)

    def _narrowed(self, then: Checked, now: Checked) -> Iterator[Fact]:
        """Values that were not proved to be taken before: of those that were taken, which are not any more."""
        for step, new in now.course.sent.items():
            old, called = then.course.sent.get(step), now.workflow.step(step)
            if old is None or called is None or old.called.name != new.called.name:
                continue
            for one, took, takes, part, path in self._pairs(old, new, called):
                if all(self._fitting.of(spot, took).holds is True for spot in one.spots):
                    continue  # what is not taken any more is new, and told as such
                fits = (self._fitting.of((*spot, *took), takes) for spot in one.spots)
                refused = next((fit for fit in fits if fit.holds is False), None)
                if refused is not None:
                    yield Refused(
                        at=called.at,
                        part=part,
                        path=path,
                        value=refused.value,
                        because=refused.because,
                        key=f"{part} {path} narrowed",
                        origins=one.origins,
                        about=About(step, new.called.version.name, new.called.name),
                    )

    def _pairs(
        self, old: Sent, new: Sent, step: Step | None
    ) -> Iterator[tuple[Type, Spot, Spot, str, tuple[str | int, ...]]]:
        """Every value that a step sends, with what took it before and what takes it now."""
        then, now = self._before.setting.contracts, self._after.setting.contracts
        before, after = _parameters(old), _parameters(new)
        for key, one in new.parameters.items():
            if key in before and key in after:
                part = f"{after[key].location} parameter `{after[key].name}`"
                yield (
                    one,
                    then.parameter(old.called, before[key].node),
                    now.parameter(new.called, after[key].node),
                    part,
                    (),
                )
        media = old.media_type
        body_then, body_now = then.request(old.called, media), now.request(new.called, new.media_type)
        if step is None or body_then is None or body_now is None:
            return
        for way, one in new.values.items():
            took = taken_at(self._before.setting, body_then, way)
            takes = taken_at(self._after.setting, body_now, way)
            if len(took) == len(takes) == 1:
                yield one, took[0], takes[0], "request body", way

    def _secured(self, then: Checked, now: Checked) -> Iterator[Fact]:
        """Calls that need more scopes, or other credentials, than before."""
        for step, new in (*now.course.sent.items(), *now.course.undone.items()):
            old = then.course.sent.get(step) if step in then.course.sent else then.course.undone.get(step)
            if old is None or old.called.name != new.called.name:
                continue
            wanted = _needed(new.called.operation)
            if not all(any(_is_within(less, more) for less in wanted) for more in _needed(old.called.operation)):
                scopes = tuple(sorted({f"{name} {scope}".strip() for one in wanted for name, scope in one}))
                call = now.workflow.step(step)
                at = (*call.at, "operationId") if call is not None else now.workflow.at
                about = About(step, new.called.version.name, new.called.name)
                yield ScopesNeeded(at=at, scopes=scopes, key=" ".join(scopes), about=about)

    # -------------------------------------------------------------------------------------------------------- witnesses

    def _witness(self, fact: Fact, then: Checked, now: Checked) -> Witness | None:
        """The message that shows it."""
        operation = fact.about.operation
        if isinstance(fact, Refused):
            return Witness(operation, fact.part, fact.value, "accepts", "refuses", fact.because)
        if isinstance(fact, MappingFails):
            mapping = self._after.setting.mapping(fact.mapping)
            shown = mapping_witness(fact.fact, mapping.spec.schema_ if mapping is not None else "")
            return shown if shown is not None else self._unsent(fact, then, now)
        if isinstance(fact, ValueUnnamed):
            because = f"`{fact.expression}` may be {fact.value!r}, which no condition of the step names"
            return self._answered(fact.origins, operation, because, fact.value)
        if isinstance(fact, MayLack | NeverEqual):
            because = getattr(fact, "because", "") or f"`{fact.expression}` is never {getattr(fact, 'value', '')!r}"
            return self._answered(fact.origins, operation, because, None, without=isinstance(fact, MayLack))
        if isinstance(fact, ValueUnknown):
            return self._answered(fact.origins, operation, fact.message, None)
        return self._unsent(fact, then, now)

    def _answered(
        self, origins: Iterable[Origin], operation: str, because: str, value: Any, *, without: bool = False
    ) -> Witness | None:
        """A message of an origin with a value at its end, or without one."""
        for origin in sorted(origins, key=str):
            spot = self._message(self._after.setting.contracts, origin)
            old = self._message(self._before.setting.contracts, origin)
            if spot is None:
                continue
            for message in self._drawn(spot, origin.trail, value, without=without):
                if self._fitting.validator(spot, Role.WRITER).accepts(message):
                    accepted = old is not None and self._fitting.validator(old, Role.WRITER).accepts(message)
                    said = "accepts" if accepted else "refuses"
                    return Witness(origin.operation or operation, origin.part, message, said, "accepts", because)
        return None

    def _drawn(self, spot: Spot, trail: tuple[str, ...], value: Any, *, without: bool) -> Iterator[Any]:
        if without or value is None:
            for one in self._fitting.values.some(spot):
                yield without_member(one, trail) if without else one
            return
        for one in self._fitting.values.some(
            spot, pin=Pin(trail[0], with_member(None, trail[1:], value)) if trail else None
        ):
            yield with_member(one, trail, value)

    @staticmethod
    def _message(contracts: Contracts, origin: Origin) -> Spot | None:
        """The schema of the message that an origin speaks of."""
        version = next((one for one in contracts.estate.versions() if one.name == origin.version), None)
        contract = contracts.contract(version) if version is not None else None
        operation = contract.operations.get(origin.operation) if contract is not None else None
        if operation is None:
            return None
        if origin.part == "event":
            return contracts.event(operation)
        for status, response in operation.responses.items():
            spot = contracts.response(operation, response) if status.startswith("2") else None
            if spot is not None:
                return spot
        return None

    def _unsent(self, fact: Fact, then: Checked, now: Checked) -> Witness | None:
        """The request as it was sent before, of which something is now missing or unknown."""
        old, new = then.course.sent.get(fact.about.step), now.course.sent.get(fact.about.step)
        if old is None:
            return None
        drawn = self._fitting.values.some
        parameters = {key: next(iter(drawn(one.spots[0])), None) for key, one in old.parameters.items() if one.spots}
        value: dict[str, Any] = {"parameters": parameters} if parameters else {}
        takes = self._before.setting.contracts.request(old.called, old.media_type)
        if takes is not None:
            refusing = self._after.setting.contracts.request(new.called, new.media_type) if new is not None else None
            accepts = self._fitting.validator(refusing, Role.PLAIN).accepts if refusing is not None else None
            bodies = list(drawn(takes))
            refused = (one for one in bodies if accepts is not None and not accepts(one))
            value["body"] = next(refused, bodies[0] if bodies else None)
        return Witness(old.called.name, "request", value, "accepts", "refuses", why(fact))


def _identity(fact: Fact) -> tuple[object, ...]:
    """What makes a fact the same before and after."""
    return (type(fact), fact.at, fact.about.step, fact.key)


def _parameters(sent: Sent) -> dict[str, Any]:
    return {
        f"{one.location} {one.name.lower() if one.location == 'header' else one.name}": one
        for one in sent.called.operation.parameters.values()
    }


def _needed(operation: Operation) -> list[frozenset[tuple[str, str]]]:
    """The alternatives of what a caller must show: pairs of a scheme and a scope of it."""
    alternatives = operation.security or [{}]
    return [
        frozenset((name, scope) for name, scopes in one.items() for scope in (scopes or ("",))) for one in alternatives
    ]


def _is_within(less: frozenset[tuple[str, str]], more: frozenset[tuple[str, str]]) -> bool:
    return less <= more | {(name, "") for name, _ in more}
