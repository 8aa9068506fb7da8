"""Where two systems hold one canonical field differently, and which values of one the other cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from govkit.catalog.entries import EntitySpec, Entry, Estate, MappingSpec, VersionOf
from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.mapping.check import SideMissing
from govkit.catalog.mapping.drift import Comparing, Difference, Loss
from govkit.catalog.mapping.holdings import Holding, holdings_of
from govkit.catalog.mapping.ways import written
from govkit.catalog.mapping.wording import shown
from govkit.errors import Place
from govkit.findings import Finding
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import Contracts, by_place, found, versions_named
from govkit.spec.documents import Document, Node, Pointer
from govkit.spec.schemas.fit import Fitting

_NAME, _NAMES = ColumnType.NAME, ColumnType.NAMES
_STANDING = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED, Lifecycle.DRAFT)
"""Of which lifecycle the version of an API is that counts, the first that there is."""


class Harm(IntEnum):
    """What becomes of values, the worst first."""

    LOST = 0
    UNWANTED = 1
    BETWEEN = 2
    UNKNOWN = 3
    NONE = 4

    def __str__(self) -> str:
        return (
            "the copy cannot hold all of the record",
            "the record cannot hold all of the copy",
            "one copy cannot hold all of the other",
            "whether values are lost is not known",
            "no canonical value is lost",
        )[self]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a version of an API holds of one canonical field."""

    version: VersionOf
    holdings: tuple[Holding, ...]

    @property
    def system(self) -> str:
        return str(self.version.api.spec.system)


@dataclass(frozen=True, slots=True)
class _Drift:
    """Two systems that differ in a field; the first is its record, where that is known to hold it."""

    entity: Entry[EntitySpec]
    fields: tuple[str, ...]
    record: str
    one: _Held
    other: _Held
    at: tuple[Holding, Holding]
    differences: tuple[Difference, ...]
    lost: Loss | None
    unwanted: Loss | None
    proved: bool

    @property
    def harm(self) -> Harm:
        if self.one.system != self.record and (self.lost or self.unwanted) is not None:
            return Harm.BETWEEN
        if self.lost is not None:
            return Harm.LOST
        if self.unwanted is not None:
            return Harm.UNWANTED
        return Harm.NONE if self.proved else Harm.UNKNOWN

    @property
    def order(self) -> tuple[object, ...]:
        return (self.harm, self.entity.name, self.fields, self.one.version.name, self.other.version.name)

    @property
    def same(self) -> tuple[object, ...]:
        """What is equal for two fields that are made of the same fields of the APIs."""
        trails = tuple(tuple(holding.trail for holding in held.holdings) for held in (self.one, self.other))
        return (self.entity.name, self.one.version.name, self.other.version.name, trails, self.differences, self.harm)


def make(asked: Asked) -> Report:
    """The report. Raises UsageError for an API or a version that there is not."""
    estate = asked.estate
    contracts = Contracts(estate)
    wanted = versions_named(estate, asked.api) if asked.api is not None else []
    comparing = _Estate(estate, contracts, wanted)
    drifts = sorted(_merged(comparing.drifts()), key=lambda one: one.order)
    places = _Places(drifts)
    counts = {harm: sum(one.harm is harm for one in drifts) for harm in Harm}
    return Report(
        name="drift",
        title="Semantic drift",
        on=asked.on,
        about=asked.api or "",
        figures=(
            Figure("drifts", "fields that two systems hold differently", len(drifts)),
            Figure("lost", "where a copy loses values", counts[Harm.LOST], bad=bool(counts[Harm.LOST])),
            Figure("unwanted", "where the record cannot hold values of a copy", counts[Harm.UNWANTED]),
            Figure("between", "where a copy cannot hold values of another", counts[Harm.BETWEEN]),
        ),
        tables=(
            Table(
                name="drifts",
                title="Fields that two systems hold differently",
                columns=(
                    Column("field", "field", _NAMES),
                    Column("record", "system of record", _NAME),
                    Column("a", "system A", _NAME),
                    Column("b", "system B", _NAME),
                    Column("kind", "differs in", _NAMES),
                    Column("harm", "harm"),
                    Column("evidence", "evidence"),
                    Column("places", "where", _NAMES),
                ),
                rows=tuple(_row(one, places) for one in drifts),
                empty="no two systems hold a field differently",
                note="The worst first. System A is the record of the field, where it is mapped; copies are compared "
                "with it, and with each other where it is not. Of each API the newest active version counts.",
            ),
        ),
        findings=by_place(_finding(one, places) for one in drifts if one.harm is Harm.LOST),
        notes=contracts.told(),
    )


class _Estate:
    """The drifts of an estate; `wanted` are versions that count instead of others, and that each drift is about."""

    def __init__(self, estate: Estate, contracts: Contracts, wanted: list[VersionOf]) -> None:
        self._estate = estate
        self._contracts = contracts
        self._wanted = wanted
        self._fitting = Fitting()
        self._comparing = Comparing(self._fitting)

    def drifts(self) -> Iterator[_Drift]:
        """Every drift, field by field."""
        for entity in self._estate.entities.values():
            for field, held in self._fields(entity).items():
                records = entity.spec.records_of(field)
                for record in records:
                    apart = set(records) - {record}  # it has other objects, so nothing of them is held there
                    some = [one for one in held if one.system not in apart]
                    for one, other in _pairs(some, record):
                        drift = self._compared(entity, field, record, one, other)
                        if drift is not None:
                            yield drift

    def _fields(self, entity: Entry[EntitySpec]) -> dict[str, list[_Held]]:
        """What each API holds of each field of an entity."""
        found: dict[str, dict[str, tuple[VersionOf, list[Holding]]]] = {}
        for mapping, version in self._mappings(entity):
            contract = self._contracts.of(version)
            if contract is None:
                continue
            try:
                holdings = holdings_of(self._estate, mapping, contract, self._fitting)
            except SideMissing as error:
                self._contracts.notes.append(f"{mapping.name} is left out: {error}")
                continue
            for field, some in holdings.items():
                found.setdefault(field, {}).setdefault(version.name, (version, []))[1].extend(some)
        return {
            field: [_Held(version, _read_first(some)) for version, some in by_version.values()]
            for field, by_version in sorted(found.items())
        }

    def _mappings(self, entity: Entry[EntitySpec]) -> Iterator[tuple[Entry[MappingSpec], VersionOf]]:
        """The mappings of an entity that count, with the versions that they are of."""
        by_api: dict[str, list[tuple[Entry[MappingSpec], VersionOf]]] = {}
        for mapping in self._estate.mappings.values():
            if mapping.spec.entity.name == entity.name:
                meant = self._estate.meant(mapping.spec.api)
                by_api.setdefault(mapping.spec.api.name, []).extend((mapping, version) for version in meant[:1])
        asked = {version.name for version in self._wanted}
        for some in by_api.values():
            named = [version for _, version in some if version.name in asked]
            standing = [version for _, version in some if version.lifecycle in _STANDING]
            if named or standing:
                chosen = max(named or standing, key=lambda one: (-_standing(one), one.order))
                yield from ((mapping, version) for mapping, version in some if version.name == chosen.name)

    def _compared(self, entity: Entry[EntitySpec], field: str, record: str, one: _Held, other: _Held) -> _Drift | None:
        asked = {version.api.name for version in self._wanted}
        if asked and not asked & {one.version.api.name, other.version.api.name}:
            return None
        names = (one.system, other.system)
        lost = self._comparing.loss(one.holdings, other.holdings)
        unwanted = self._comparing.loss(other.holdings, one.holdings)
        mine = (lost.holding,) if lost is not None else one.holdings
        theirs = (unwanted.holding,) if lost is None and unwanted is not None else other.holdings
        *at, differences = self._comparing.nearest(mine, theirs, names)
        if not differences and lost is None and unwanted is None:
            return None
        both = ((one.holdings, other.holdings), (other.holdings, one.holdings))
        proved = lost is None and unwanted is None and all(self._comparing.held(*way) for way in both)
        if not differences:
            differences = [Difference("values", "what is made of them differs")]
        return _Drift(entity, (field,), record, one, other, (at[0], at[1]), tuple(differences), lost, unwanted, proved)


def _standing(version: VersionOf) -> int:
    return _STANDING.index(version.lifecycle) if version.lifecycle in _STANDING else len(_STANDING)


def _read_first(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """What is read, or where nothing is what is written."""
    some = tuple(holdings)
    return tuple(one for one in some if not one.outward) or some


def _pairs(held: list[_Held], record: str) -> Iterator[tuple[_Held, _Held]]:
    """The record's with each copy; where it has none, each two copies."""
    own = [one for one in held if one.system == record]
    if own:
        yield from ((one, other) for one in own for other in held if other.system != record)
        return
    for index, one in enumerate(held):
        yield from ((one, other) for other in held[index + 1 :] if other.system != one.system)


def _merged(drifts: Iterable[_Drift]) -> list[_Drift]:
    """Drifts of fields that are made of the same fields of APIs, as one: a currency that five amounts have."""
    known: dict[tuple[object, ...], _Drift] = {}
    for drift in drifts:
        first = known.get(drift.same)
        known[drift.same] = drift if first is None else replace(first, fields=(*first.fields, *drift.fields))
    return list(known.values())


class _Places:
    """Where the fields of APIs stand that drifts are about, each document read through once."""

    def __init__(self, drifts: Iterable[_Drift]) -> None:
        pointers: dict[Document, set[Pointer]] = {}
        for holding in (holding for drift in drifts for holding in drift.at):
            node = _node(holding)
            if node is not None:
                pointers.setdefault(node.document, set()).add(node.pointer)
        self._known = {document: document.places(some) for document, some in pointers.items()}

    def of(self, holding: Holding) -> Place:
        """Where the API declares the field of a holding, else where the mapping does."""
        node = _node(holding)
        return self._known[node.document][node.pointer] if node is not None else holding.mapping.place(holding.at)


def _node(holding: Holding) -> Node | None:
    for spot in holding.api:
        for atom in spot:
            try:
                node = atom.space.origin(atom.schema)
            except KeyError:
                continue
            if node.document.path != "made.json":
                return node
    return None


def _row(drift: _Drift, places: _Places) -> tuple[Cell, ...]:
    return (
        tuple(f"{drift.entity.name}/{field}" for field in drift.fields),
        drift.record,
        f"{drift.one.version.name} {written(drift.at[0].trail)}",
        f"{drift.other.version.name} {written(drift.at[1].trail)}",
        tuple(one.kind for one in drift.differences),
        str(drift.harm),
        _evidence(drift),
        tuple(str(places.of(holding)) for holding in drift.at),
    )


def _evidence(drift: _Drift) -> str:
    said = [one.words for one in drift.differences]
    a, b = drift.one.system, drift.other.system
    said += [_told(loss, a, b) for loss in (drift.lost,) if loss is not None]
    said += [_told(loss, b, a) for loss in (drift.unwanted,) if loss is not None]
    return ". ".join(said)


def _told(loss: Loss, sending: str, taking: str) -> str:
    made = "" if loss.canonical == loss.value else f", canonically {shown(loss.canonical)},"
    return f"{sending} may send {shown(loss.value)}{made} and {taking} cannot hold it: {loss.because[:200]}"


def _finding(drift: _Drift, places: _Places) -> Finding:
    assert drift.lost is not None, "only what is lost is found"
    one, other = drift.at
    kinds = ", ".join(difference.kind for difference in drift.differences)
    mapping = other.mapping
    message = (
        f"`{drift.other.system}` cannot hold all values of `{drift.fields[0]}` of `{drift.entity.name}`, whose record "
        f"is `{drift.one.system}` ({kinds}): {_told(drift.lost, drift.one.system, drift.other.system)}"
    )
    path = f"/{drift.fields[0]}"
    finding = found("drift-value-lost", mapping.about, message, places.of(other), path=path)
    return replace(finding, old=places.of(one))


REPORT = ReportKind(
    name="drift",
    summary="Where two systems hold one canonical field differently, with values that one cannot hold.",
    make=make,
    takes=("api",),
)
