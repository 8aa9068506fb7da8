"""Canonical objects put together of what their systems of record say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from govkit.catalog.entries.kinds.api import ServedEntity
from govkit.catalog.mapping.identifiers import Identifier
from govkit.client.jsontext import dumps
from govkit.spec.documents import format_pointer
from govkit.spec.schemas.validators import Validator
from govkit.sync.believing import merged, told_by
from govkit.sync.enterprise.problems import Elsewhere, Problem
from govkit.sync.enterprise.reading import Part, RecordReader
from govkit.sync.enterprise.sources import Source, Sources
from govkit.sync.identity.refusals import Unlinked
from govkit.sync.values import Json


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What became of one system of record: `read`, `absent` or `unlinked`."""

    system: str
    state: str
    at: float | None = None


@dataclass(eq=False)
class Snapshot:
    """An object as it was read. `as_of` is the oldest read; `names` are all identifiers, as (system, identifier).

    `bodies` keeps what callers with the same rights are sent: a tag, and the text.
    """

    id: str
    data: dict[str, Json]
    parts: tuple[Part, ...]
    reads: tuple[SourceRead, ...]
    as_of: float
    names: frozenset[tuple[str, str]]
    bodies: dict[object, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Kind:
    """An entity as a version serves it. `name` is its schema in the document."""

    served: ServedEntity
    name: str
    sources: Sources
    validator: Validator
    schema: Json

    @property
    def entity(self) -> str:
        """The name of the entity."""
        return self.served.entity.name

    @property
    def title(self) -> str:
        """The entity and the version of its schema."""
        return f"{self.entity}@{self.served.version}"


class Objects:
    """Reads objects. `pool` reads systems beside each other; a task of it never waits for another one."""

    def __init__(self, reader: RecordReader, pool: Executor) -> None:
        self._reader = reader
        self._register = reader.register
        self._links = reader.register.links
        self._pool = pool

    # ----------------------------------------------------------------------------------------------------------- who

    def golden(self, kind: Kind, text: str) -> str:
        """The canonical identifier of the object that a text names. Raises Problem, IdentityError."""
        identifier = Identifier.parse(text)
        known = {(str(one.system), one.type) for one in kind.sources.entity.spec.identifiers}
        if identifier is None or identifier[:2] not in known or "\0" in text:
            raise Problem("unknown", f"{text[:200]!r} is the identifier of no {kind.entity}: write system:type:id")
        golden = self._links.golden(kind.entity, identifier)
        if next(self._of_record(kind, golden), None) is None:
            self._find(kind, identifier)
            golden = self._links.golden(kind.entity, identifier, fresh=True)
        return golden

    def _find(self, kind: Kind, identifier: Identifier) -> None:
        """Reads what a system has under an identifier that nobody linked: its record may say who it is."""
        for source in kind.sources.finders:
            if (source.system, source.kind) == identifier[:2] and self._reader.may(source):
                self._reader.one(kind.sources, source, identifier.id)
                return

    def _of_record(self, kind: Kind, golden: str) -> Iterator[tuple[Source, str]]:
        """The calls that read an object in its system of record, and its identifier there. Raises Ambiguous.

        More than one where systems share an entity, and an object went from one to the other.
        """
        for system in kind.sources.records:
            found = self._read_by(kind, golden, system)
            if found is not None:
                yield found

    def _read_by(self, kind: Kind, golden: str, system: str) -> tuple[Source, str] | None:
        for source in kind.sources.of(system):
            try:
                return source, self._register(system).local(kind.entity, golden, source.kind)
            except Unlinked:
                continue
        return None

    # ---------------------------------------------------------------------------------------------------------- what

    def read(self, kind: Kind, golden: str) -> Snapshot:
        """An object. Raises Problem, IdentityError."""
        systems = " or ".join(kind.sources.records)
        problem = Problem("unknown", f"nothing links {golden} to a {kind.entity} of {systems}, its system of record")
        for source, identifier in self._of_record(kind, golden):
            part = self._reader.one(kind.sources, source, identifier)
            if part is None:
                problem = Problem("unknown", f"{source.system} has no {kind.entity} {identifier}", system=source.system)
                continue
            try:
                return self.whole(kind, part)
            except Elsewhere as elsewhere:
                problem = elsewhere
        raise problem

    def whole(self, kind: Kind, main: Part, known: Snapshot | None = None) -> Snapshot:
        """The object whose record in the system of record was read. `known` has what others said lately."""
        return self.wholes(kind, [(main, known)])[0]

    def wholes(self, kind: Kind, mains: Sequence[tuple[Part, Snapshot | None]]) -> list[Snapshot]:
        """The same for several, beside each other. Raises Problem, IdentityError of the first that has one."""
        results = self.tries(kind, mains)
        for one in results:
            if isinstance(one, Exception):
                raise one
        return [one for one in results if isinstance(one, Snapshot)]

    def tries(self, kind: Kind, mains: Sequence[tuple[Part, Snapshot | None]]) -> list[Snapshot | Exception]:
        """The same, with what hinders each in its place."""
        others = [system for system in kind.sources.systems if system not in kind.sources.records]
        asked = [
            [self._pool.submit(self._other, kind, system, main, known) for system in others] for main, known in mains
        ]
        found: list[Snapshot | Exception] = []
        for (main, _), futures in zip(mains, asked, strict=True):
            try:
                found.append(self._made(kind, main, [one.result() for one in futures]))
            except Exception as error:  # noqa: BLE001 - each is told in its place
                found.append(error)
        return found

    def _other(self, kind: Kind, system: str, main: Part, known: Snapshot | None) -> Part | SourceRead:
        """What another system says of an object."""
        kept = next((one for one in known.parts if one.source.system == system), None) if known is not None else None
        if kept is not None:
            return kept
        for source in kind.sources.of(system):
            try:
                identifier = self._register(system).local(kind.entity, main.id, source.kind)
            except Unlinked:
                continue
            part = self._reader.one(kind.sources, source, identifier)
            return part if part is not None else SourceRead(system, "absent", self._reader.now())
        return SourceRead(system, "unlinked")

    def _made(self, kind: Kind, main: Part, others: Iterable[Part | SourceRead]) -> Snapshot:
        parts, reads = [main], [SourceRead(main.source.system, "read", main.read_at)]
        for one in others:
            if isinstance(one, Part):
                parts.append(one)
                reads.append(SourceRead(one.source.system, "read", one.read_at))
            else:
                reads.append(one)
        golden = self._links.current(kind.entity, main.id)
        parts, reads = self._of_share(kind, golden, parts, reads)
        external = self._external(kind, golden, parts)
        data = {"id": golden, "externalIds": external, **_together(parts)}
        self._verify(kind, data, parts)
        names = frozenset((str(one["system"]), str(one["id"])) for one in external)
        as_of = min(one.at for one in reads if one.at is not None)
        return Snapshot(golden, data, tuple(parts), tuple(reads), as_of, names)

    def _of_share(
        self, kind: Kind, golden: str, parts: list[Part], reads: list[SourceRead]
    ) -> tuple[list[Part], list[SourceRead]]:
        """What the systems say that are a record of this very object. Raises Elsewhere where the first is not."""
        spec, main = kind.sources.entity.spec, parts[0].source.system
        if not spec.shares:
            return parts, reads
        told = told_by(spec, _together(parts))
        words = spec.words(str(spec.record), told)
        if main not in words:
            said = ", ".join(f"{by} {value}" for by, values in told.items() for value in values)
            known = any(self._read_by(kind, golden, one) is not None for one in words)
            detail = f"{' or '.join(words)} is the record of {golden} ({said}), not {main}"
            raise Elsewhere(main, detail, known=known)
        ordinary = {str(spec.record), *(str(one.record) for one in spec.fields.values() if one.record is not None)}
        heard = {one for record in ordinary for one in spec.words(record, told)}
        return [one for one in parts if one.source.system in heard], [one for one in reads if one.system in heard]

    def _external(self, kind: Kind, golden: str, parts: Sequence[Part]) -> list[Json]:
        """All that an object is called, in the order in which the entity names the sorts of identifiers."""
        found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        listed = [*(one for part in parts for one in part.external)]
        listed += self._register(kind.sources.records[0]).known(kind.entity, golden)
        for one in listed:
            found[str(one["system"]), str(one["type"]), str(one["id"])] = one
        ranks = {(str(one.system), one.type): rank for rank, one in enumerate(kind.sources.entity.spec.identifiers)}
        ordered = sorted(found, key=lambda one: (ranks.get(one[:2], len(ranks)), one))
        return [dict(found[one]) for one in ordered]

    def _verify(self, kind: Kind, data: dict[str, Json], parts: Sequence[Part]) -> None:
        """Raises Problem where an object is not as its schema has it: then nothing of it is served."""
        plain = _plainly(data)
        if kind.validator.accepts(plain):
            return
        flaw = kind.validator.refusals(plain, 1)[0]
        way = tuple(map(str, flaw.path))
        where = "/".join(way)
        told = next((one for one in reversed(parts) if _has(one.owned, way) or _has(one.more, way)), parts[0])
        said = f"{format_pointer(flaw.path) or 'the whole'} of {data['id']}: {flaw.message[:300]}"
        raise Problem(
            "record",
            f"what {told.source.mapping.name} makes of {told.source} is no {kind.title}: {said}",
            system=told.source.system,
            mapping=told.source.mapping.name,
            field=where or None,
        )


def _together(parts: Sequence[Part]) -> dict[str, Json]:
    """What all say, as one: what each owns counts over what any other says."""
    found: dict[str, Json] = {}
    for one in reversed(parts):
        found = merged(found, one.more)
    for one in parts:
        found = merged(found, one.owned)
    return found


def _has(value: Json, way: tuple[str, ...]) -> bool:
    for name in way:
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return bool(way)


def _plainly(value: Json) -> Json:
    """A value as validators take it, with numbers of the machine."""
    return json.loads(dumps(value))


def moment(at: float) -> str:
    """A moment as ISO 8601 writes it, in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def freshness(reads: Iterable[SourceRead], as_of: float, warning: str = "") -> dict[str, Json]:
    """What is said of how old an object is."""
    sources = [
        {"system": one.system, "state": one.state, **({"readAt": moment(one.at)} if one.at is not None else {})}
        for one in reads
    ]
    said: dict[str, Json] = {"asOf": moment(as_of), "stale": bool(warning), "sources": sources}
    return {**said, "warning": warning[:500]} if warning else said


def tag(text: bytes) -> str:
    """The weak entity tag of an object: the same for the same content, whenever it was read."""
    return f'W/"{hashlib.sha256(text).hexdigest()[:32]}"'
