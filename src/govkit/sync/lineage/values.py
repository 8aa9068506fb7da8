"""The values of one write, each with where it came from: through which mapping, by which canonical field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from govkit.catalog.entries import Entry, MappingSpec
from govkit.catalog.mapping.check import is_record
from govkit.catalog.mapping.identifiers import system_of
from govkit.catalog.mapping.lineage import Line, is_copy, lines_of
from govkit.catalog.mapping.ways import Way, written
from govkit.catalog.workflows.model import Body, MappingUse, OperationCall
from govkit.spec.expressions.templates import Fixed, Items, Members, Template
from govkit.sync.lineage.origins import Kept, Origin, Tracing
from govkit.sync.running.pins import Pin
from govkit.sync.values import MISSING, Json

_MOST = 1000
"""Values of one write that are told."""
_EVERY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value came from.

    `kind` is `event`, `answer`, `function` (what it made is followed no further), `constant`, a text of the workflow,
    or `links`, the identifiers that are linked.
    `call` is the operation that answered, with the status and the moment of its answer. `mapping` read it, and `how` it
    did. `is_kept` tells whether the value, which is MISSING where there was none, is there to look at.
    """

    kind: str
    step: str = ""
    call: str = ""
    status: int | None = None
    at: float | None = None
    pointer: str = ""
    value: Json = MISSING
    is_kept: bool = True
    mapping: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value that was sent: `pointer` is where in the request, `field` the canonical one (`customer/legalName`)."""

    pointer: str
    value: Json
    field: str = ""
    mapping: str = ""
    how: str = ""
    sources: tuple[Source, ...] = ()


class Values:
    """The values of writes of one run."""

    def __init__(self, pin: Pin, tracing: Tracing, kept: Kept) -> None:
        self._pin = pin
        self._tracing = tracing
        self._kept = kept

    def of(self, call: OperationCall, request: Mapping[str, Json]) -> list[Written]:
        """Those of a call, parameters first; what stands in the body at several places counts for the last."""
        parameters = request.get("parameters")
        given = parameters if isinstance(parameters, dict) else {}
        found = [
            Written(
                pointer=f"{one.location or 'parameter'} {one.name}",
                value=given[one.name],
                sources=self._sources(one.value.made),
            )
            for one in call.parameters
            if one.name in given
        ]
        body = request.get("body", MISSING)
        if call.body is not None and body is not MISSING:
            found += {one.pointer: one for one in self._body(call.body, body)}.values()
        return found[:_MOST]

    def entities(self, call: OperationCall) -> set[str]:
        """The canonical entities of which a call writes objects by mappings."""
        uses = call.body.mappings if call.body is not None else ()
        return {self._entry(use.write).spec.entity.name for use in uses if use.write in self._pin.estate.mappings}

    # ------------------------------------------------------------------------------------------------------------- body

    def _body(self, made: Body, body: Json) -> Iterator[Written]:
        for pointer, template in _leaves(made.payload.made):
            value = _at(body, pointer)
            if value is not MISSING:
                yield Written(pointer=_pointer(pointer), value=value, sources=self._sources(template))
        for use in made.mappings:
            yield from self._mapped(use, body)
        for one in made.replacements:
            value = _at(body, one.target)
            if value is not MISSING:
                yield Written(pointer=_pointer(one.target), value=value, sources=self._sources(one.value.made))

    def _mapped(self, use: MappingUse, body: Json) -> Iterator[Written]:
        if use.write not in self._pin.estate.mappings:
            return
        write = self._entry(use.write)
        entity = write.spec.entity.name
        whole = _at(body, use.into)
        listed = (_EVERY,) if isinstance(whole, list) else ()
        for line in lines_of(write.spec):
            if not line.outward:
                continue
            for way in line.api:
                steps = (*use.into, *listed, *Way.parse(way).steps[1:])
                for concrete, value in _every(body, steps):
                    yield Written(
                        pointer=_pointer(concrete),
                        value=value,
                        field=f"{entity}/{_LINKED if _is_linked(line.field) else line.field}",
                        mapping=self.version(use.write),
                        how=line.how,
                        sources=self._made(use, write, line, (_indexes(steps, concrete), bool(listed)), value),
                    )

    def _made(
        self, use: MappingUse, write: Entry[MappingSpec], line: Line, where: tuple[list[str], bool], value: Json
    ) -> tuple[Source, ...]:
        """What a mapping made a value of, each once; an identifier of another system is one that is linked."""
        found: list[Source] = []
        for one in self._read(use, write, line, where[0], is_listed=where[1]):
            found += [one] if one not in found else []
        if _is_linked(line.field):
            return tuple(one for one in found if one.value == value)[:1] or (Source(kind="links"),)
        return tuple(found)

    def _read(
        self, use: MappingUse, write: Entry[MappingSpec], line: Line, indexes: Sequence[str], *, is_listed: bool
    ) -> Iterator[Source]:
        """What a canonical field was read from: of every source, but for copies, which are not believed."""
        for name, value in use.sources.items():
            origins = list(self._tracing.of(value.made))
            if is_listed:
                origins = [one.below((_EVERY,)) if isinstance(self._kept.value(one), list) else one for one in origins]
            if name == write.spec.entity.name:
                trail = Way.parse(line.field).steps
                yield from (self._source(one.below(trail), indexes) for one in origins)
                continue
            if name not in self._pin.estate.mappings:
                continue
            read = self._entry(name)
            for at, ways, how in self._read_by(read, line.field):
                filled = [*_indexes(at.split("/"), line.field.split("/")), *indexes]
                for one, way in product(origins, ways):
                    yield self._source(one.below(way), filled, self.version(name), how)

    def _read_by(self, read: Entry[MappingSpec], name: str) -> list[tuple[str, list[tuple[str, ...]], str]]:
        """What a canonical field is read from: the field as the mapping has it, ways in the record, and how.

        Of a list that is read item by item only the items count.
        """
        identity = read.spec.identity
        if identity is not None and name.partition("/")[0] in ("id", "externalIds"):
            own = [identity.id, *(one.id for one in identity.others)]
            return [(name, [Way.parse(way).steps for way in (own if name != "id" else own[:1])], "identity")]
        found = [
            (one.field, [Way.parse(way).steps[1:] for way in one.api], one.how)
            for one in lines_of(read.spec)
            if not one.outward and _is_part(one.field, name) and not self._is_copy(read, one.field)
        ]
        deep = [one for one in found if one[0].count("/") >= name.count("/")]
        return deep or found

    def _is_copy(self, read: Entry[MappingSpec], name: str) -> bool:
        entity = self._pin.estate.entities.get(read.spec.entity.name)
        own = entity is not None and is_record(entity, name, system_of(self._pin.estate, read.spec))
        return is_copy(read.spec, name) and not own

    # ---------------------------------------------------------------------------------------------------------- sources

    def _sources(self, template: Template) -> tuple[Source, ...]:
        found: list[Source] = []
        for origin in self._tracing.of(template):
            source = self._source(origin, ())
            found += [source] if source not in found else []
        return tuple(found)

    def _source(self, origin: Origin, indexes: Sequence[str], mapping: str = "", how: str = "") -> Source:
        """An origin as people are told of it; `indexes` are those of the lists that the value stands in."""
        left = list(indexes)
        trail = tuple(left.pop(0) if step == _EVERY and left else step for step in origin.trail)
        origin = Origin(origin.kind, origin.place, trail, origin.call, origin.part)
        if origin.kind == "constant":
            return Source(kind="constant", mapping=mapping, how=how)
        answer = self._kept.answer(origin.place) if origin.kind != "event" else None
        return Source(
            kind=origin.kind,
            step=origin.place,
            call=self._call(origin.call) if origin.call is not None else "",
            status=answer.answered.status if answer is not None else None,
            at=answer.at if answer is not None else None,
            pointer=origin.part or _pointer(trail),
            value=self._kept.value(origin),
            is_kept=origin.kind == "event" or answer is not None,
            mapping=mapping,
            how=how,
        )

    def _call(self, call: OperationCall) -> str:
        source = call.operation.source
        return f"{self._pin.sources.get(source, source)} {call.operation.id}"

    def _entry(self, name: str) -> Entry[MappingSpec]:
        return self._pin.estate.mappings[name]

    def version(self, name: str) -> str:
        """A mapping as the run had it: its name, and the beginning of the digest of its text."""
        text = self._pin.files.get(self._entry(name).source.path, "")
        return f"{name}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"


_LINKED = "externalIds"


def _is_linked(name: str) -> bool:
    """Whether a canonical field holds what the object is called elsewhere."""
    return name.partition("/")[0] == _LINKED


def _is_part(one: str, other: str) -> bool:
    """Whether two canonical fields are one, or one is in the other."""
    first, second = one.split("/"), other.split("/")
    return all(a == b or _EVERY in (a, b) for a, b in zip(first, second, strict=False))


def _leaves(template: Template, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Template]]:
    """The parts of a payload that are no objects and no lists, each with its way."""
    match template:
        case Members(members=members):
            for name, inner in members.items():
                yield from _leaves(inner, (*above, name))
        case Items(items=items):
            for index, inner in enumerate(items):
                yield from _leaves(inner, (*above, str(index)))
        case Fixed(value=None):
            return
        case _:
            yield above, template


def _at(value: Json, way: Sequence[str]) -> Json:
    """What stands at a way, null included; MISSING where nothing does."""
    for step in way:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return value


def _every(value: Json, way: Sequence[str], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Each value that a way leads to, with its own way: `*` stands for every item."""
    if not way:
        yield above, value
    elif way[0] == _EVERY and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _every(item, way[1:], (*above, str(index)))
    elif (found := _at(value, way[:1])) is not MISSING:
        yield from _every(found, way[1:], (*above, way[0]))


def _indexes(way: Sequence[str], concrete: Sequence[str]) -> list[str]:
    """What stands in a way of its own at each `*` of another."""
    return [found for step, found in zip(way, concrete, strict=False) if step == _EVERY and found != _EVERY]


def _pointer(steps: Sequence[str]) -> str:
    return f"/{written(steps)}" if steps else ""
