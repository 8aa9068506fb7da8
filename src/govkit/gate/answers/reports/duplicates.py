"""Copies of one thing under other names: APIs, canonical entities, business objects of APIs that no mapping joins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.form import ApiRef
from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.mapping.check import SideMissing
from govkit.findings import Finding
from govkit.gate.answers.alike import MOST_COMPARED, Alike, Featured, Pair, alike
from govkit.gate.answers.features import Described, Schemas, entity_fields, operations_of
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import Contracts, by_place, found

_NAME, _NAMES, _COUNT = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT
_STANDING = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED, Lifecycle.DRAFT)
_LEAST = Fraction(2, 3)
_PART = Fraction(1, 2)
_FIELDS = 5
_OPERATIONS = 3


@dataclass(frozen=True, eq=False)
class _Api:
    """An API by the version that counts, with what it is told by."""

    version: VersionOf
    operations: frozenset[str]
    fields: frozenset[str]

    @property
    def name(self) -> str:
        return self.version.api.name


@dataclass(frozen=True, eq=False)
class _Object:
    """A business object of an API, and the entities that it is mapped to."""

    version: VersionOf
    schema: Described
    entities: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.version.name} {self.schema.name}"


def make(asked: Asked) -> Report:
    """The report on a day."""
    estate = asked.estate
    contracts = Contracts(estate)
    apis, objects = _read(estate, contracts)
    notes: list[str] = []
    same_apis = alike([Featured(one, one.operations | one.fields) for one in apis], _LEAST, _FIELDS + _OPERATIONS, _two)
    same_apis.pairs = [pair for pair in same_apis.pairs if _in_both_parts(pair)]
    copies = {(pair.one.name, pair.other.name) for pair in same_apis.pairs}

    def may(one: _Object, other: _Object) -> bool:
        names = sorted((one.version.api.name, other.version.api.name))
        return names[0] != names[1] and (names[0], names[1]) not in copies and not one.entities & other.entities

    same_objects = alike([Featured(one, one.schema.fields) for one in objects], _LEAST, _FIELDS, may)
    same_entities = alike(list(_entities(estate, notes)), _LEAST, _FIELDS, lambda _, __: True)
    findings = [
        *(_api_finding(pair) for pair in same_apis.pairs),
        *(_entity_finding(pair, estate) for pair in same_entities.pairs),
        *(_object_finding(pair) for pair in same_objects.pairs),
    ]
    partly = [title for title, some in (("APIs", same_apis), ("schemas", same_objects)) if not some.complete]
    notes += [f"more than {MOST_COMPARED} pairs of {title} look alike: not all were compared" for title in partly]
    return Report(
        name="duplicates",
        title="Duplicates",
        on=asked.on,
        figures=(
            _figure("apis", "APIs that coincide", same_apis),
            _figure("entities", "entities that coincide", same_entities),
            _figure("objects", "business objects that coincide", same_objects),
        ),
        tables=(
            _table(
                "apis",
                "APIs of which one is a copy of the other",
                "no two APIs coincide",
                [(one.name, other.name, pair) for pair in same_apis.pairs for one, other in [(pair.one, pair.other)]],
            ),
            _table(
                "entities",
                "Entities of which one is a copy of the other",
                "no two entities coincide",
                [(pair.one, pair.other, pair) for pair in same_entities.pairs],
            ),
            _table(
                "objects",
                "Business objects that no mapping joins to one entity",
                "no two business objects coincide that no mapping joins",
                [(pair.one.name, pair.other.name, pair) for pair in same_objects.pairs],
            ),
        ),
        findings=by_place(findings),
        notes=(*contracts.told(), *notes),
    )


def _read(estate: Estate, contracts: Contracts) -> tuple[list[_Api], list[_Object]]:
    """The APIs by their newest active version, and the business objects of each."""
    apis: list[_Api] = []
    objects: list[_Object] = []
    for name in estate.apis:
        standing = [one for one in estate.versions(name) if one.lifecycle in _STANDING]
        if not standing:
            continue
        version = max(standing, key=lambda one: (-_STANDING.index(one.lifecycle), one.order))
        contract = contracts.of(version)
        if contract is None:
            continue
        schemas = Schemas(contract)
        described = list(schemas.described())
        fields = frozenset(field for one in described for field in one.fields)
        apis.append(_Api(version, operations_of(contract), fields))
        mapped = [
            (mapping.spec.entity.name, mapping.spec)
            for mapping in estate.mappings.values()
            if mapping.spec.api.name == name
        ]
        passed = [(entity, schemas.mapped(spec)) for entity, spec in mapped]
        objects += [
            _Object(version, one, frozenset(entity for entity, some in passed if one.identity in some))
            for one in described
            if one.is_object and len(one.fields) >= _FIELDS
        ]
    return apis, objects


def _entities(estate: Estate, notes: list[str]) -> Iterator[Featured[str]]:
    for entity in estate.entities.values():
        try:
            yield Featured(entity.name, entity_fields(estate, entity))
        except SideMissing as error:
            notes.append(f"the entity {entity.name} is left out: {error}")


def _two(one: _Api, other: _Api) -> bool:
    """Whether neither of two APIs takes the place of the other: that is known, and no duplicate."""
    return not (_followed_by(one, other) or _followed_by(other, one))


def _followed_by(one: _Api, other: _Api) -> bool:
    return any(
        version.deprecation is not None
        and version.deprecation.successor is not None
        and ApiRef.parse(version.deprecation.successor).name == other.name
        for version in one.version.api.spec.versions
    )


def _in_both_parts(pair: Pair[_Api]) -> bool:
    """Whether two APIs are alike in operations and in schemas, not in one of them alone."""
    one, other = pair.one, pair.other
    if len(one.operations & other.operations) < _OPERATIONS:
        return False
    parts = ((one.operations, other.operations), (one.fields, other.fields))
    return all(len(a & b) >= _PART * len(a | b) for a, b in parts)


def _figure(name: str, title: str, some: Alike[_Api] | Alike[str] | Alike[_Object]) -> Figure:
    return Figure(name, title, len(some.pairs), bad=bool(some.pairs))


_Named = tuple[str, str, "Pair[_Api] | Pair[str] | Pair[_Object]"]


def _table(name: str, title: str, empty: str, pairs: Sequence[_Named]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (one, other, pair.percent, pair.shared, pair.of - len(pair.shared)) for one, other, pair in pairs
    ]
    return Table(
        name=name,
        title=title,
        columns=(
            Column("a", "one", _NAME),
            Column("b", "other", _NAME),
            Column("percent", "% the same", _COUNT),
            Column("shared", "what both have", _NAMES),
            Column("apart", "only one has", _COUNT),
        ),
        rows=tuple(sorted(rows, key=lambda row: (-int(str(row[2])), str(row[0]), str(row[1])))),
        empty=empty,
        note="Names count without case and separators, fields with their types; general ones, such as `id` and "
        "`status`, are not compared."
        if rows
        else "",
    )


def _shared(pair: Pair[_Api] | Pair[str] | Pair[_Object], what: str) -> str:
    some = ", ".join(f"`{one}`" for one in pair.shared[:4])
    return f"{pair.percent} % of their {what} are the same, {some}{', …' if len(pair.shared) > 4 else ''}"


def _api_finding(pair: Pair[_Api]) -> Finding:
    one, other = pair.one.version, pair.other.version
    message = f"`{one.api.name}` and `{other.api.name}` do the same: {_shared(pair, 'operations and fields')}"
    finding = found("api-duplicate", other.api.about, message, other.place(), path=f"/{one.api.name}")
    return replace(finding, old=one.place())


def _entity_finding(pair: Pair[str], estate: Estate) -> Finding:
    one, other = estate.entities[pair.one], estate.entities[pair.other]
    message = f"`{one.name}` and `{other.name}` are one thing: {_shared(pair, 'fields')}"
    finding = found("entity-duplicate", other.about, message, other.place(("metadata", "name")), path=f"/{one.name}")
    return replace(finding, old=one.place(("metadata", "name")))


def _object_finding(pair: Pair[_Object]) -> Finding:
    one, other = pair.one, pair.other
    message = (
        f"`{one.schema.name}` of {one.version.name} and `{other.schema.name}` of {other.version.name} are one thing, "
        f"and no mapping joins them to one entity: {_shared(pair, 'fields')}"
    )
    path = f"/{one.version.api.name}/{one.schema.name}/{other.schema.name}"
    places = [side.schema.node.document.place(side.schema.node.pointer) for side in (one, other)]
    finding = found("object-duplicate", other.version.api.about, message, places[1], path=path)
    return replace(finding, old=places[0])


REPORT = ReportKind(
    name="duplicates",
    summary="Copies under other names: APIs, entities, business objects that no mapping joins.",
    make=make,
)
