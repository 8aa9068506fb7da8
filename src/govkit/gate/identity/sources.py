"""Files of records → records to match: which mapping reads a file, and what of it cannot be mapped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govkit.catalog.entries import Entry, Estate, Lifecycle, MappingSpec, VersionOf
from govkit.catalog.entries.kinds.entity import EntitySpec, Match
from govkit.catalog.identity.record import Record, Ref, Taking
from govkit.catalog.identity.texts import text_of
from govkit.catalog.mapping.compiled import Transform, Unmapped
from govkit.catalog.mapping.ways import Way, reader
from govkit.errors import InputError, Place, UsageError
from govkit.gate.answers.report import guess
from govkit.spec.documents.records import read_records

_RANK = {Lifecycle.ACTIVE: 0, Lifecycle.DEPRECATED: 1, Lifecycle.DRAFT: 2, Lifecycle.RETIRED: 3}


@dataclass(frozen=True, slots=True)
class Given:
    """A file of records, the system that they are of, and the mapping that reads them."""

    system: str
    mapping: Entry[MappingSpec]
    path: Path


@dataclass(slots=True)
class Misfits:
    """Values of one field that a mapping has no place for: how many records have one, and the first."""

    mapping: Entry[MappingSpec]
    first: Unmapped
    place: Place
    records: int = 0


@dataclass(slots=True)
class Taken:
    """What was read."""

    records: dict[Ref, Record] = field(default_factory=dict)
    repeated: int = 0
    misfits: dict[tuple[str, str], Misfits] = field(default_factory=dict)


def given(estate: Estate, entity: Entry[EntitySpec], text: str) -> Given:
    """What `SYSTEM=FILE`, `SYSTEM@VERSION=FILE` or `MAPPING=FILE` names. Raises UsageError."""
    name, equals, file = text.partition("=")
    if not equals or not name or not file:
        raise UsageError(f"{text!r} names no system and file", hint="write `crm=companies.json`")
    mappings = [
        one
        for one in estate.mappings.values()
        if one.spec.entity.name == entity.name and one.spec.direction != "out" and _version(estate, one) is not None
    ]
    system, at, version = name.partition("@")
    if system not in estate.systems:
        found = [one for one in mappings if one.name == name]
        if not found:
            known = [*estate.systems, *(one.name for one in mappings)]
            raise UsageError(f"there is no system {system!r} in the catalog", hint=guess(name, known, "there are"))
    else:
        found = _of_system(estate, mappings, entity.name, system, version if at else None)
    mapping = _only(found, entity.name, name)
    if mapping.spec.identity is None:
        raise UsageError(
            f"the mapping {mapping.name} does not say which identifier its records have",
            place=mapping.place(("spec",)),
            hint="add `identity: {id: …}` to it",
        )
    return Given(_system_of(estate, mapping), mapping, Path(file))


def _of_system(
    estate: Estate, mappings: Iterable[Entry[MappingSpec]], entity: str, system: str, version: str | None
) -> list[Entry[MappingSpec]]:
    """The mappings of a system's newest version that has some, or of the version that is named."""
    of_system = [one for one in mappings if _system_of(estate, one) == system]
    if not of_system:
        raise UsageError(f"no mapping makes a {entity} of what {system} sends", hint="see catalog/mappings/")
    versions = {one.name: found for one in of_system if (found := _version(estate, one)) is not None}
    if version is not None:
        named = [one for one in of_system if one.spec.api.version == version or _major(one) == version]
        if not named:
            known = sorted({one.version.version for one in versions.values()})
            raise UsageError(
                f"no mapping makes a {entity} of what {system}@{version} sends",
                hint=guess(version, known, "there are mappings of"),
            )
        of_system = named
    best = min(_RANK[versions[one.name].lifecycle] for one in of_system)
    standing = [one for one in of_system if _RANK[versions[one.name].lifecycle] == best]
    newest = max(versions[one.name].order for one in standing)
    return [one for one in standing if versions[one.name].order == newest]


def _only(found: Sequence[Entry[MappingSpec]], entity: str, name: str) -> Entry[MappingSpec]:
    if len(found) > 1:
        names = [one.name for one in found]
        raise UsageError(
            f"{len(found)} mappings make a {entity} of what {name} sends: {', '.join(names)}",
            hint=f"name the one that reads the file: `{names[0]}=FILE`",
        )
    return found[0]


def _version(estate: Estate, mapping: Entry[MappingSpec]) -> VersionOf | None:
    versions = estate.meant(mapping.spec.api)
    return versions[0] if versions else None


def _system_of(estate: Estate, mapping: Entry[MappingSpec]) -> str:
    return str(estate.apis[mapping.spec.api.name].spec.system)


def _major(mapping: Entry[MappingSpec]) -> str:
    return (mapping.spec.api.version or "").partition(".")[0]


# ------------------------------------------------------------------------------------------------------------- reading


def taken(entity: Entry[EntitySpec], match: Match, sources: Iterable[Given]) -> Taken:
    """The records of all files. Raises InputError with file and line, MissingExtra."""
    types: dict[str, list[str]] = defaultdict(list)
    for one in entity.spec.identifiers:
        types[str(one.system)].append(one.type)
    taking = Taking(match, types)
    found = Taken()
    for source in sources:
        for record in _records(source, taking, found):
            before = found.records.setdefault(record.ref, record)
            if before is not record:
                if _says(before) != _says(record):
                    raise InputError(
                        f"{record.ref} stands here again, and says something else",
                        place=record.place,
                        hint=f"first at {before.place}: take one of them out",
                    )
                found.repeated += 1
    return found


def _says(record: Record) -> object:
    return record.identifiers, record.keys, record.values


def _records(source: Given, taking: Taking, found: Taken) -> Iterator[Record]:
    spec = source.mapping.spec
    assert spec.identity is not None, "it was refused"
    transform = Transform(spec.fields)
    read_id = reader(Way.parse(spec.identity.id))
    for place, raw in read_records(source.path):
        identifier = text_of(read_id(raw, raw))
        if identifier is None:
            raise InputError(
                f"the record has no `{spec.identity.id}`, which says which object it is",
                place=place,
                hint=f"the mapping {source.mapping.name} reads the file: is it the right one?",
            )
        mapped = transform(raw)
        for one in mapped.unmapped:
            key = (source.mapping.name, one.target)
            known = found.misfits.get(key)
            if known is None:
                known = found.misfits[key] = Misfits(source.mapping, one, place)
            known.records += 1
        yield taking.record(Ref(source.system, identifier.strip()), spec.identity.type, mapped.value, place)
