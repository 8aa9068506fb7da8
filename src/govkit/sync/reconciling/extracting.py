"""The records of a system, all of them, written down as canonical texts: from its lists, page by page, or from files.

It goes in two steps. First all systems are read, and what their records say of who they are is learnt; then each record
becomes an object of the entity, whose references are those that are known by then. Both go record by record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeAlias

from govkit.catalog.entries import Entry, MappingSpec
from govkit.catalog.entries.kinds.system import Pagination
from govkit.catalog.entries.reconciling import fills, held
from govkit.catalog.identity.record import Record, Ref, Taking
from govkit.catalog.mapping.transforms import Inward
from govkit.catalog.mapping.ways import Way, reader
from govkit.errors import GovkitError, InputError, Place
from govkit.spec.documents.records import read_records
from govkit.sync.calls.paging import PageFailed
from govkit.sync.identity.reading import Listing, Read, Reader
from govkit.sync.identity.register import Register
from govkit.sync.reconciling.canonical import Sort, canonical
from govkit.sync.reconciling.comparing import JOINT, UNHELD, Bulk, Side, lines
from govkit.sync.reconciling.plan import Plan
from govkit.sync.store.texts import as_text, as_value
from govkit.sync.values import MISSING, Json

UNFIT = "\x01"
"""What begins the text of a value that has no place in the entity; what follows says why."""
MOST_BESIDE = 20_000
"""Records of a system among which duplicates are looked for; among more, that takes longer than comparing."""
_MOST_NAMELESS = 1_000
_NOT_THERE = 404
_AT_ONCE = 200
"""Records of which is read at once who they are."""

_Records: TypeAlias = Iterator[tuple[Entry[MappingSpec] | None, Json]]


class Unread(Exception):
    """The records of a system could not be read to the end, so that nothing can be said of them."""


@dataclass(slots=True)
class Extracted:
    """What was read of a system. `nameless` are records that nobody could recognise, and why."""

    system: str
    raw: Path | None = None
    records: int = 0
    nameless: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    beside: list[Record] = field(default_factory=list)
    columns: set[str] | None = None
    """The fields that rows of a file have, where no mapping reads them."""
    side: Side | None = None


class Extracting:
    """Reads the systems of one plan into a folder. `keep` is told again and again, so that others know it goes on."""

    def __init__(
        self,
        plan: Plan,
        reader_: Reader,
        register: Register,
        bulk: Bulk,
        folder: Path,
        top: Path,
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        self._plan = plan
        self._reader = reader_
        self._register = register
        self._bulk = bulk
        self._folder = folder
        self._top = top
        self._keep = keep
        self._taking = self._taken_by()

    def _taken_by(self) -> Taking | None:
        match = self._plan.entity.spec.match
        if match is None:
            return None
        types: dict[str, list[str]] = {}
        for one in self._plan.entity.spec.identifiers:
            types.setdefault(str(one.system), []).append(one.type)
        return Taking(match, types)

    # ---------------------------------------------------------------------------------------------------------- reading

    def read(self, system: str) -> Extracted:
        """Reads all records of a system, as they are. Raises Unread, InputError."""
        found = Extracted(system)
        file = self._plan.file(system, self._top)
        if file is not None:
            if not file.is_file():
                raise InputError("there is no such file", place=Place(str(file)))
            found.raw = None if self._is_plain(system, file) else self._lines_of(system, file)
            return found
        path = self._folder / f"raw-{len(list(self._folder.iterdir()))}.jsonl"
        learnt = Read()
        with path.open("w", encoding="utf-8") as out:
            for listing, items in self._told(system, self._listed(system)):
                self._keep()
                self._reader.learn(listing, items, learnt)
                for item in items:
                    found.records += 1
                    out.write(as_text([listing.mapping.name, item]))
                    out.write("\n")
        self._register.links.forget()
        found.raw, found.doubtful = path, learnt.doubtful
        return found

    def _told(self, system: str, pages: Iterator[tuple[Listing, list[Json]]]) -> Iterator[tuple[Listing, list[Json]]]:
        try:
            yield from pages
        except PageFailed as error:
            raise Unread(f"{system} could not be read: {error}") from error
        except GovkitError as error:
            hint = f" ({error.hint})" if error.hint else ""
            raise Unread(f"{system} could not be read: {error.message}{hint}") from error

    def _listed(self, system: str) -> Iterator[tuple[Listing, list[Json]]]:
        source = self._plan.source(system)
        if source is None or source.operation is None:
            wanted = {one.name for one in self._plan.mappings(system)}
            for listing in self._reader.listings(system, (self._plan.entity.name,)):
                if listing.mapping.name in wanted:
                    yield from self._pages(listing)
            return
        for mapping in self._plan.mappings(system):
            api = str(mapping.spec.api)
            listing_ = self._reader.named(api, source.operation, mapping)
            assert listing_ is not None, "its mapping is given"
            given = tuple((name, _place_of(listing_, name), value) for name, value in source.parameters.items())
            paging = listing_.paging
            if source.items is not None:
                paging = (paging or Pagination(style="link")).model_copy(update={"items": source.items})
            listing_ = replace(listing_, paging=paging, parameters=given)
            if source.each is None:
                yield from self._pages(listing_)
                continue
            for named in self._parents(system, api, source.each.operation, source.each.give):
                parameters = tuple((name, _place_of(listing_, name), value) for name, value in named.items())
                yield from self._children(replace(listing_, parameters=(*given, *parameters)))

    def _children(self, listing: Listing) -> Iterator[tuple[Listing, list[Json]]]:
        """The records below one of another list; none where that is not there any more, or has none."""
        try:
            yield from self._pages(listing)
        except PageFailed as error:
            if error.status != _NOT_THERE:
                raise

    def _pages(self, listing: Listing) -> Iterator[tuple[Listing, list[Json]]]:
        for items in self._reader.pages(listing):
            yield listing, items

    def _parents(self, system: str, api: str, operation: str, give: Mapping[str, str]) -> Iterator[dict[str, Json]]:
        """What each record of a list gives to the parameters of another."""
        parents = self._reader.named(api, operation) or self._reader.named(
            api, operation, self._plan.mappings(system)[0]
        )
        assert parents is not None, "a mapping is given"
        reads = {name: reader(Way.parse(way)) for name, way in give.items()}
        is_known = parents.mapping.spec.entity != self._plan.spec.entity
        for items in self._reader.pages(parents):
            self._keep()
            if is_known:
                self._reader.learn(parents, items, Read())
            for item in items:
                found = {name: read(item, item) for name, read in reads.items()}
                lacking = [name for name, value in found.items() if value is None or value is MISSING]
                if lacking:
                    raise PageFailed(f"a record of {operation} has nothing for `{lacking[0]}`")
                yield found

    # ------------------------------------------------------------------------------------------------------------ files

    def _is_plain(self, system: str, file: Path) -> bool:
        """Whether a file is compared as it lies: its columns are fields, none of which is a structure."""
        source = self._plan.source(system)
        has_structure = any(self._plan.sorts[one] is Sort.STRUCTURE for one in self._plan.fields)
        is_mapped = source is not None and source.mapping is not None
        return not has_structure and not is_mapped and file.suffix.lower() in (".csv", ".parquet")

    def _lines_of(self, system: str, file: Path) -> Path:
        if file.suffix.lower() not in (".csv", ".parquet"):
            return file
        target = self._folder / f"rows-{system}.jsonl"
        self._bulk.as_lines(file, target)
        return target

    def _records(self, found: Extracted) -> _Records:
        """The records that were read, each with what reads it; None where it is of the entity itself."""
        assert found.raw is not None, "it was read"
        if self._plan.file(found.system, self._top) is None:
            with found.raw.open(encoding="utf-8") as lines_:
                for text in lines_:
                    name, record = as_value(text)
                    yield self._plan.estate.mappings[name], record
            return
        mapping = next(iter(self._plan.mappings(found.system)), None)
        for _, record in read_records(found.raw):
            found.records += 1
            yield mapping, record

    def originals(self, found: Extracted, wanted: Container[str]) -> dict[str, Json]:
        """The records of a system as they were read, by what it calls them: those that are wanted."""
        kept: dict[str, Json] = {}
        if found.raw is None:
            return kept
        for mapping, record in self._records(replace(found)):
            own = next(iter(self._register.identifiers(mapping, record)), None) if mapping is not None else None
            local = own.id if own is not None else _id_in(record)
            if local in wanted:
                kept[local] = record
        return kept

    # ---------------------------------------------------------------------------------------------------------- objects

    def side(self, found: Extracted) -> Side:
        """What was read of a system, as one side of comparisons. Raises InputError."""
        fields = self._plan.fields
        if found.raw is None:
            file = self._plan.file(found.system, self._top)
            assert file is not None, "it is compared as it lies"
            keys = ("id",) if self._plan.is_linked else self._plan.keys
            side = self._bulk.filed(found.system, file, fields, keys, self._links(found.system))
            found.side = side
            return side
        path = self._folder / f"side-{found.system}.jsonl"
        lines(self._rows(found), path)
        partial = frozenset().union(*self._lacking(found.system).values())
        held_ = self._held(found.system) if found.columns is None else frozenset(found.columns)
        found.side = self._bulk.spooled(found.system, path, fields, held_, partial)
        return found.side

    def _held(self, system: str) -> frozenset[str]:
        """The fields that the records of a system have at all."""
        plan = self._plan
        return frozenset(one for one in plan.fields if held(plan.estate, plan.spec, system, one))

    def _lacking(self, system: str) -> dict[str, frozenset[str]]:
        """The fields that records cannot have, by the mapping that reads them, and other records of the system can."""
        mappings, held_ = self._plan.mappings(system), self._held(system)
        return {one.name: frozenset(name for name in held_ if not fills(one.spec, name)) for one in mappings}

    def _links(self, system: str) -> list[tuple[str, str]]:
        """What a system calls objects, and what all do."""
        return self._register.links.pairs(self._plan.entity.name, system) if self._plan.is_linked else []

    def _rows(self, found: Extracted) -> Iterator[Mapping[str, Any]]:
        reads = {name: reader(Way.parse(name)) for name in self._plan.fields}
        objects = _Objects(self._plan, self._register)
        lacking = self._lacking(found.system)
        for mapping, record in self._known(self._records(found)):
            self._keep()
            made = objects.of(found.system, mapping, record)
            if mapping is None and isinstance(record, dict):
                found.columns = (found.columns or set()) | {name for name in reads if _has(record, name)}
            if isinstance(made, str):
                self._nameless(found, _id_in(record), made)
                continue
            texts = {name: self._text(name, read(made.value, made.value), made.unfit) for name, read in reads.items()}
            for name in lacking.get(mapping.name, ()) if mapping is not None else ():
                texts[name] = UNHELD
            matched = [texts[one] for one in self._plan.keys]
            match = JOINT.join(one for one in matched if one is not None) if _all_there(matched) else None
            key = made.golden if self._plan.is_linked else match
            if key is None and match is None:
                without = next((one for one, text in zip(self._plan.keys, matched, strict=True) if text is None), "id")
                self._nameless(found, made.local, f"it has no `{without}`, by which it would be recognised")
                continue
            self._besides(found, made)
            row = {f"f{at}": texts[name] for at, name in enumerate(self._plan.fields)}
            yield {"k": key or f"{self._plan.name} {match}", "m": match, "l": made.local, **row}

    def _known(self, records: _Records) -> _Records:
        """The same, once who a number of them are is read at once."""
        entity = self._plan.entity.name
        while some := list(islice(records, _AT_ONCE)):
            told = [
                self._register.identifiers(mapping, record)
                for mapping, record in some
                if mapping is not None and isinstance(record, dict)
            ]
            self._register.links.preload(entity, chain(*told))
            yield from some

    def _text(self, name: str, value: Any, unfit: Mapping[str, str]) -> str | None:
        for target, because in unfit.items():
            if target == name or target.startswith(f"{name}/") or name.startswith(f"{target}/"):
                return f"{UNFIT}{because}"
        return canonical(self._plan.sorts[name], value)

    @staticmethod
    def _nameless(found: Extracted, local: str, because: str) -> None:
        if len(found.nameless) < _MOST_NAMELESS:
            found.nameless.append((local, because))

    def _besides(self, found: Extracted, made: Made) -> None:
        """Keeps what duplicates are found by, unless there are too many."""
        if self._taking is not None and len(found.beside) <= MOST_BESIDE:
            ref = Ref(found.system, made.local)
            found.beside.append(self._taking.record(ref, made.kind, made.value, Place(found.system)))


@dataclass(frozen=True, slots=True)
class Made:
    """A record as an object of the entity. `unfit` says why fields have no value, `kind` the type of its identifier."""

    value: Mapping[str, Any]
    local: str
    kind: str | None
    golden: str | None
    unfit: Mapping[str, str]


class _Objects:
    """Makes objects of records."""

    def __init__(self, plan: Plan, register: Register) -> None:
        self._plan = plan
        self._register = register
        self._reads: dict[str, Inward] = {}
        self._linked: dict[str, dict[str, str]] = {}

    def of(self, system: str, mapping: Entry[MappingSpec] | None, record: Json) -> Made | str:
        """The object of a record, or why it is none."""
        if not isinstance(record, dict):
            return "it is no object"
        if mapping is None:
            record = self._nested(record)
            named = record.get("id")
            local = str(named) if named is not None else ""
            golden = self._golden(system, local) if local else None
            return Made(record, local, None, golden, {})
        inward = self._reads.get(mapping.name)
        if inward is None:
            inward = self._reads[mapping.name] = Inward(self._plan.estate, mapping, self._register(system))
        mapped = inward(record)
        unfit = {one.target: f"{one.value!r} {one.because}" for one in mapped.unmapped}
        own = next(iter(self._register.identifiers(mapping, record)), None)
        if own is None and self._plan.is_linked:
            return "it has no identifier"
        local, kind = (own.id, own.type) if own is not None else (_id_in(record), None)
        return Made(mapped.value, local, kind, mapped.value.get("id"), unfit)

    def _nested(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of a file as an object: columns such as `total/amount` are members, structures may stand as JSON."""
        found: dict[str, Any] = {}
        for name, value in row.items():
            *above, last = name.split("/")
            at = found
            for step in above:
                at = at.setdefault(step, {})
            if isinstance(value, str) and self._plan.sorts.get(name) is Sort.STRUCTURE:
                with suppress(ValueError):
                    value = json.loads(value)  # noqa: PLW2901 - what it is, in the place of how it is written
            if not above or value is not None:
                at[last] = value
        return {name: value for name, value in found.items() if value != {}}

    def _golden(self, system: str, local: str) -> str:
        """What a row of a file is called by all: as its system's name for it is linked, else as it stands."""
        if system not in self._linked:
            self._linked[system] = dict(self._register.links.pairs(self._plan.entity.name, system))
        return self._linked[system].get(local, local)


def _has(record: Mapping[str, Any], field: str) -> bool:
    """Whether a row of a file has a field, or a part of it, whatever stands there."""
    top = field.split("/", maxsplit=1)[0]
    return field in record or top in record or any(name.startswith(f"{field}/") for name in record)


def _all_there(texts: list[str | None]) -> bool:
    return bool(texts) and all(one is not None and one != UNHELD and not one.startswith(UNFIT) for one in texts)


def _id_in(record: Json) -> str:
    found = record.get("id") if isinstance(record, dict) else None
    return str(found)[:200] if found is not None else "?"


def _place_of(listing: Listing, name: str) -> str | None:
    """Where a parameter of an operation stands."""
    found = next((one for one in listing.operation.parameters.values() if one.name == name), None)
    return found.location if found is not None else None
