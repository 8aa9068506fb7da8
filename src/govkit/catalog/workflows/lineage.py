"""Which fields of APIs a workflow reads and writes, step by step, with the canonical fields between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from govkit.catalog.mapping.lineage import lines_of
from govkit.catalog.mapping.ways import Way, written
from govkit.catalog.workflows.bodies import Sent
from govkit.catalog.workflows.checked import Checked
from govkit.catalog.workflows.making import Making
from govkit.catalog.workflows.types import Origin
from govkit.spec.documents import Pointer

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Touch:
    """A part of a message that a step reads or writes.

    `part` is that of an Origin, or `request body`, `path parameter` and so on; `trail` leads from its top. `field` is
    the canonical field (`customer/name`) that a mapping makes of it, or it of that, and `mapping` that mapping. `how`
    says what it is for: `condition`, `parameter id`, `body`, `mapping`, `key`, ….
    """

    workflow: str
    step: str
    version: str
    operation: str
    part: str
    trail: tuple[str, ...]
    writes: bool
    how: str
    at: Pointer
    field: str = ""
    mapping: str = ""

    @property
    def way(self) -> str:
        """The way from the top of the message, as text; empty for all of it."""
        return written(self.trail)


@dataclass(slots=True)
class Lineage:
    """What the workflows of an estate touch."""

    touches: list[Touch] = field(default_factory=list)

    def of(self, version: str, operation: str | None = None) -> list[Touch]:
        """What is touched of a version of an API, or of one operation of it."""
        return [one for one in self.touches if one.version == version and operation in (None, one.operation)]


def lineage(checked: Mapping[str, Checked]) -> Lineage:
    """What the workflows of one document, by name, touch. Inputs lead on to what their callers give."""
    return Lineage([touch for one in checked.values() for touch in _Tracing(checked, one).touches()])


def first_origins(
    checked: Mapping[str, Checked], origin: Origin, workflow: str, left: int = _DEEPEST
) -> Iterator[Origin]:
    """Where a value of a workflow was first: an input is what callers among those of its document give for it."""
    if origin.part != "input" or origin.version or not origin.trail or not left:
        if origin.version:
            yield origin
        return
    name, rest = origin.trail[0], origin.trail[1:]
    how = f"input {name} of {workflow}"
    for caller in checked.values():
        for read in caller.course.reads:
            if read.how == how:
                for given in read.origins:
                    yield from first_origins(checked, given.below(rest), caller.workflow.id, left - 1)


class _Tracing:
    def __init__(self, all_: Mapping[str, Checked], checked: Checked) -> None:
        self._all = all_
        self._checked = checked
        self._workflow = checked.workflow

    def touches(self) -> Iterator[Touch]:
        """All of one workflow, each once."""
        found: dict[Touch, None] = {}
        for read in self._checked.course.reads:
            if not read.how.startswith("input "):
                found |= dict.fromkeys(self._read(read.step, read.origins, read.how, read.at))
        sent = self._checked.course.sent
        for sends, undo in ((sent, False), (self._checked.course.undone, True)):
            for step, one in sends.items():
                at = self._at(step, undo=undo)
                found |= dict.fromkeys(self._sent(step, one, at))
        yield from found

    def _at(self, step: str, *, undo: bool) -> Pointer:
        one = self._workflow.step(step)
        if one is None:
            return self._workflow.at
        return one.undo.at if undo and one.undo is not None else one.at

    # ------------------------------------------------------------------------------------------------------------ reads

    def _read(
        self, step: str, origins: Iterable[Origin], how: str, at: Pointer, field_: str = "", mapping: str = ""
    ) -> Iterator[Touch]:
        for origin in origins:
            for first in first_origins(self._all, origin, self._workflow.id):
                yield Touch(
                    workflow=self._workflow.id,
                    step=step,
                    version=first.version,
                    operation=first.operation,
                    part=first.part,
                    trail=first.trail,
                    writes=False,
                    how=how,
                    at=at,
                    field=field_,
                    mapping=mapping,
                )

    # ----------------------------------------------------------------------------------------------------------- writes

    def _sent(self, step: str, sent: Sent, at: Pointer) -> Iterator[Touch]:
        """What a call sends, and what that is made of."""
        for key, one in sent.parameters.items():
            location, _, name = key.partition(" ")
            yield self._written(step, sent, f"{location} parameter", (name,), f"parameter {name}", at)
            yield from self._read(step, one.origins, f"parameter {name}", at)
        for way, one in sent.values.items():
            yield self._written(step, sent, "request body", way, "body", at)
            yield from self._read(step, one.origins, f"body {written(way)}", at)
        for making in sent.makings:
            yield from self._made(step, sent, making, at)

    def _written(
        self, step: str, sent: Sent, part: str, trail: tuple[str, ...], how: str, at: Pointer, field_: str = "",
        mapping: str = "",
    ) -> Touch:  # fmt: skip
        called = sent.called
        return Touch(
            workflow=self._workflow.id,
            step=step,
            version=called.version.name,
            operation=called.name,
            part=part,
            trail=trail,
            writes=True,
            how=how,
            at=at,
            field=field_,
            mapping=mapping,
        )

    def _made(self, step: str, sent: Sent, making: Making, at: Pointer) -> Iterator[Touch]:
        """What mappings make, and what they read for it."""
        entity = making.write.spec.entity.name
        into = (*making.use.into, *(("*",) if making.listed else ()))
        for name, ways in making.fields.items():
            for way in ways:
                trail = (*into, *Way.parse(way).steps[1:])
                yield self._written(
                    step, sent, "request body", trail, "mapping", at, f"{entity}/{name}", making.write.name
                )
        for source, read in making.reads.items():
            one = making.sources.get(source)
            origins = one.origins if one is not None else frozenset()
            if making.listed and one is not None:
                origins = frozenset(origin.below(("*",)) for origin in origins)
            if read is None:
                yield from self._read(step, origins, "mapping", at, entity)
                continue
            for line in lines_of(read.spec):
                if line.outward or not making.takes(source, line.field):
                    continue
                for way in line.api:
                    below = frozenset(origin.below(Way.parse(way).steps[1:]) for origin in origins)
                    yield from self._read(step, below, "mapping", at, f"{entity}/{line.field}", read.name)
