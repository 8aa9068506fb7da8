"""Holds measures against the descriptions: whether what they name is there, and fields are what they are used as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from govkit.catalog.entries import Entry, Estate, Lifecycle, MeasureSpec, VersionOf
from govkit.catalog.entries.kinds.measure import Happening, Judged
from govkit.catalog.measures.facts import FieldUnfit, FieldUnknown, Found, NameUnknown
from govkit.catalog.workflows.contracts import Called, Contracts
from govkit.catalog.workflows.grammar import OF_EVENT, OF_WRITE, value
from govkit.catalog.workflows.inputs import event_of, polled
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Workflow
from govkit.catalog.workflows.types import Type, Typing, Unknown
from govkit.spec.documents import Pointer
from govkit.spec.expressions import Name, TemplateError
from govkit.spec.expressions.templates import Computed
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import Spot

_DAYS = frozenset({"date", "date-time"})


class Checking:
    """Looks at the measures of an estate. `read` opens the contract of a version; it may raise InputError."""

    def __init__(self, estate: Estate, read: Callable[[VersionOf], Contract]) -> None:
        self._estate = estate
        self._contracts = Contracts(estate, read)
        self._typing = Typing(Fitting())
        documents = [one for one in map(read_document, estate.workflow_documents) if not isinstance(one, list)]
        self._workflows = {one.id: one for document in documents for one in document.workflows.values()}
        self._started = {
            name: one
            for name, one in self._workflows.items()
            if one.start is not None and one.start.trigger is not None
        }

    def of(self, measure: Entry[MeasureSpec]) -> Iterator[Found]:
        """What is wrong with a measure."""
        process = self._started.get(measure.spec.process)
        if process is None:
            yield NameUnknown(
                measure=measure, at=("spec", "process"), kind="workflow", name=measure.spec.process,
                known=tuple(self._started),
            )  # fmt: skip
        for way, what in measure.spec.happenings:
            yield from self._happening(measure, ("spec", *way), what, process)

    def _happening(
        self, measure: Entry[MeasureSpec], at: Pointer, what: Happening, process: Workflow | None
    ) -> Iterator[Found]:
        if what.event is not None:
            known = dict(self._events(what.event.partition(".")[0]))
            if what.event not in known:
                yield NameUnknown(
                    measure=measure, at=(*at, "event"), kind="event", name=what.event, known=tuple(known)
                )  # fmt: skip
                return
            bases = {"inputs": known[what.event]}
        elif what.write is not None:
            called = self._operations(what.write)
            if not called:
                names = tuple(self._writes(what.write.partition(".")[0]))
                yield NameUnknown(measure=measure, at=(*at, "write"), kind="operation", name=what.write, known=names)
                return
            bases = {"inputs": self._inputs(process), **self._messages(called)}
        else:
            workflow = self._started.get(str(what.exception))
            if workflow is None:
                yield NameUnknown(
                    measure=measure, at=(*at, "exception"), kind="workflow", name=str(what.exception),
                    known=tuple(self._started),
                )  # fmt: skip
                return
            bases = {"inputs": self._inputs(workflow)}
        for name, text in what.expressions:
            yield from self._expression(measure, (*at, name), text, bases, self._wanted(what, name))

    # ------------------------------------------------------------------------------------------------ what there is

    def _versions(self, system: str) -> list[VersionOf]:
        """The versions of the APIs of a system that may be in use."""
        return [
            one
            for one in self._estate.versions()
            if str(one.api.spec.system) == system and one.lifecycle is not Lifecycle.RETIRED
        ]

    def _events(self, system: str) -> Iterator[tuple[str, list[Type]]]:
        """The events of a system, with what each may hold, version by version."""
        found: dict[str, list[Type]] = {}
        for version in self._versions(system):
            for name, webhook in self._contracts.webhooks(version).items():
                spot = self._contracts.event(webhook)
                found.setdefault(f"{system}.{name}", []).extend([Type((spot,))] if spot is not None else [])
            for poll in self._contracts.polls(version).values():
                operation = self._contracts.operations(version).get(poll.operation)
                if operation is not None:
                    emits = poll.emits if poll.emits.startswith(f"{system}.") else f"{system}.{poll.emits}"
                    event = polled(version, operation, self._contracts, self._typing)
                    found.setdefault(emits, []).extend([Type((event.spot,))] if event is not None else [])
        yield from found.items()

    def _operations(self, name: str) -> list[Called]:
        system, _, operation = name.partition(".")
        return [
            Called(version, found)
            for version in self._versions(system)
            if (found := self._contracts.operations(version).get(operation)) is not None
            and Called(version, found).is_write
        ]

    def _writes(self, system: str) -> Iterator[str]:
        names = dict.fromkeys(
            name
            for version in self._versions(system)
            for name, one in self._contracts.operations(version).items()
            if Called(version, one).is_write
        )
        yield from (f"{system}.{name}" for name in names)

    def _inputs(self, workflow: Workflow | None) -> list[Type]:
        """The event that starts a workflow; nothing where nobody knows it."""
        event = event_of(workflow, self._contracts, self._typing) if workflow is not None else None
        return [Type((event.spot,))] if event is not None else []

    def _messages(self, called: Sequence[Called]) -> dict[str, list[Type]]:
        """What is sent and answered, version by version."""
        sent: list[Type] = []
        answered: list[Type] = []
        for one in called:
            body = one.operation.body
            spots = [self._contracts.request(one, media) for media in (body.content if body is not None else ())]
            sent += [Type((spot,)) for spot in spots if spot is not None]
            good = [found for status, found in one.operation.responses.items() if status.startswith("2")]
            found = [self._contracts.response(one.operation, each) for each in good]
            answered += [Type((spot,)) for spot in found if spot is not None]
        return {"request": sent, "response": answered}

    # ------------------------------------------------------------------------------------------------------ expressions

    def _expression(
        self,
        measure: Entry[MeasureSpec],
        at: Pointer,
        text: str,
        bases: Mapping[str, list[Type]],
        wanted: tuple[str, Callable[[Spot], bool]],
    ) -> Iterator[Found]:
        try:
            template = value(text, OF_WRITE if "request" in bases else OF_EVENT)
        except TemplateError as error:
            yield FieldUnknown(measure=measure, at=at, expression=text, message=error.message)
            return
        name = template.tree if isinstance(template, Computed) else None
        if not isinstance(name, Name):
            return
        steps = (*(name.members if name.root == "inputs" else ()), *(name.pointer or ()))
        reached = [self._typing.below(one, steps, f"${name.root}") for one in bases[name.root]]
        found = [one for one in reached if isinstance(one, Type)]
        lost = next((one for one in reached if isinstance(one, Unknown)), None)
        if not found and lost is not None:
            yield FieldUnknown(
                measure=measure, at=at, expression=text, message=lost.message, name=lost.name, known=lost.known
            )
        spots = [spot for one in found for spot in one.spots]
        if spots and not any(wanted[1](spot) for spot in spots):
            yield FieldUnfit(measure=measure, at=at, expression=text, wanted=wanted[0])

    def _wanted(self, what: Happening, name: str) -> tuple[str, Callable[[Spot], bool]]:
        """What a member must be, in words, and what tells whether a schema may be that."""
        if name == "key":
            return "a text or a whole number, which tells objects apart", self._of_types("string", "integer", "number")
        if name == "at":
            return "a day or an instant (`format: date` or `date-time`)", self._is_moment
        assert isinstance(what, Judged), "only what is judged has a value"
        if what.at_least is not None:
            return f"a number, as `atLeast: {what.at_least:g}` compares", self._of_types("integer", "number")
        said = ", ".join(map(str, what.is_ or ()))
        return f"any of {said}", lambda spot: self._may_be(spot, what.is_ or ())

    def _of_types(self, *types: str) -> Callable[[Spot], bool]:
        return lambda spot: self._is_open(spot) or bool(self._typing.fitting.shapes.of(spot).types & set(types))

    def _is_open(self, spot: Spot) -> bool:
        """Whether a schema is put together so that its types do not tell."""
        return bool(self._typing.fitting.shapes.of(spot).unions)

    def _is_moment(self, spot: Spot) -> bool:
        shape = self._typing.fitting.shapes.of(spot)
        return self._is_open(spot) or ("string" in shape.types and bool(_DAYS & set(shape.sets.get("format", ()))))

    def _may_be(self, spot: Spot, values: Iterable[str | int | bool]) -> bool:
        return any(self._typing.fitting.of(made({"const": one}), spot).holds is not False for one in values)
