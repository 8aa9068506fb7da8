"""What a change of contracts does to workflows, each looked at before and after: what stood is not told again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from govkit.catalog.mapping.facts import Open as MappingOpen
from govkit.catalog.workflows.bodies import Sent, taken_at
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.facts import (
    About,
    ActionUnreachable,
    CallsItself,
    Circular,
    Defined,
    Fact,
    FieldNotOfRecord,
    MappingFails,
    NeverStarted,
    Open,
    Refused,
    ScopesNeeded,
    StatusUnnamed,
    StepUnreachable,
    ValueUnnamed,
)
from govkit.catalog.workflows.model import Document, Step, Workflow
from govkit.catalog.workflows.narrowing import Narrowing
from govkit.catalog.workflows.types import Type
from govkit.catalog.workflows.witnessing import Witnessing
from govkit.catalog.workflows.wording import why
from govkit.findings import Witness
from govkit.spec.openapi.contract import Operation
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Spot

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
    def place(self) -> str:
        """Where it hits, in words: at its bulk path, events start the workflow as before."""
        if self.step:
            return f"step {self.step}"
        bulk = self.workflow.start.bulk if self.workflow.start is not None else None
        return "its bulk path" if bulk is not None and self.fact.at[: len(bulk.at)] == bulk.at else "its start"

    @property
    def message(self) -> str:
        """What it means, in a sentence: `subscription-amendment stops at step obligations: …`."""
        verb = "stops" if self.stops else "may go another way"
        others = [one for one in self.processes if one != self.workflow.id]
        whose = f", part of {', '.join(others)}," if others else ""
        return f"{self.workflow.id}{whose} {verb} at {self.place}: {why(self.fact)}"


class Hits:
    """Two looks at the same workflows, with the contracts of before and with those of after."""

    def __init__(self, before: Checking, after: Checking, fitting: Fitting) -> None:
        self._before = before
        self._after = after
        self._fitting = fitting
        self._narrowing = Narrowing(after.setting)

    def between(self, document: Document, before: Mapping[str, Checked], after: Mapping[str, Checked]) -> Iterator[Hit]:
        """The steps of the workflows of one document that a change hits."""
        witnessing = Witnessing(self._before, self._after, self._fitting, after)
        for name, now in after.items():
            then = before.get(name)
            if then is None:
                continue
            told: set[tuple[object, ...]] = set()
            for fact in (*self._new(then, now), *self._narrowed(then, now), *self._secured(then, now)):
                key = (type(fact), fact.about.step, fact.key)
                if key not in told:
                    told.add(key)
                    witness = witnessing.of(fact, then, now)
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
