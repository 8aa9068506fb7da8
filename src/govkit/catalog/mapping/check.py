"""A mapping held against both of its sides: the schema of the API, and that of the entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.catalog.entries.kinds.mapping import Identity
from govkit.catalog.entries.versions import Order
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.facts import (
    Fact,
    IdentifierUnknown,
    MayLack,
    NeedlesslyUnmapped,
    NeverSent,
    OneWay,
    RecordElsewhere,
    SideUnknown,
    SourceUnknown,
    Unfilled,
    Unread,
)
from govkit.catalog.mapping.owning import written_back
from govkit.catalog.mapping.reach import Reach, Reached, Scope, Trail
from govkit.catalog.mapping.survey import Side, Survey
from govkit.catalog.mapping.ways import Way, unescaped, written
from govkit.errors import InputError
from govkit.findings import Direction
from govkit.spec.documents import Library, Node, Pointer, parse_pointer
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Atom, Spot, spot_key
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import ALL_FORMATS, Dialect

_DEEPEST = 6
ENVELOPE = ("id", "externalIds")
"""What whoever runs a mapping fills in: who the object is."""


@dataclass(slots=True)
class Checked:
    """What a mapping does and where it does not fit.

    `reads` tells of each field of the entity which fields of the API it is made of, `writes` of each field of the API
    which fields of the entity: ways from the record down, `*` for any item.
    """

    mapping: Entry[MappingSpec]
    facts: list[Fact] = field(default_factory=list)
    reads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    writes: dict[str, tuple[str, ...]] = field(default_factory=dict)


class SideMissing(Exception):
    """A side of a mapping that cannot be had; the message says why, `at` is the member of the mapping that names it."""

    def __init__(self, message: str, at: tuple[str, ...], name: str, known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.at = at
        self.name = name
        self.known = tuple(known)


def api_schema(contract: Contract, name: str, direction: Direction, at: tuple[str, ...] = ("schema",)) -> Spot:
    """A schema of an API by the name of its component, or by a pointer (`#/…`). Raises SideMissing."""
    pointer = name.startswith("#/")
    way = parse_pointer(name[1:]) if pointer else ("components", "schemas", name)
    node: Node | None = contract.document.root
    for part in way:
        node = contract.resolved(node) if node is not None else None
        value = node.value if node is not None else None
        if isinstance(value, list) and str(part).isdecimal() and int(part) < len(value) and node is not None:
            node = node.child(int(part))
        elif isinstance(value, dict) and part in value and node is not None:
            node = node.child(str(part))
        else:
            raise SideMissing(f"`{contract.name}` has no schema `{name}`", at, name, _components(contract))
    assert node is not None, "a node that was entered"
    space = Space(contract.library, contract.dialect, direction, ALL_FORMATS)
    return (Atom(space.schema(node), space),)


def _components(contract: Contract) -> list[str]:
    components = contract.root.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return list(schemas) if isinstance(schemas, dict) else []


def entity_schema(estate: Estate, entity: Entry[EntitySpec], version: str | None) -> Spot:
    """The schema of a version of an entity, the newest where none is named. Raises SideMissing."""
    versions = {one.version: one for one in entity.spec.versions}
    if version is not None and version not in versions:
        raise SideMissing(f"`{entity.name}` has no version {version}", ("entityVersion",), version, versions)
    chosen = versions[version] if version is not None else max(versions.values(), key=lambda one: Order(one.version))
    library = Library(estate.files)
    try:
        root = library.open(chosen.definition).root
    except InputError as error:
        message = f"the schema of `{entity.name}` cannot be read: {error.message}"
        raise SideMissing(message, ("entity",), chosen.definition) from None
    space = Space(library, Dialect.OPENAPI_3_1, Direction.RESPONSE, ALL_FORMATS)
    return (Atom(space.schema(root), space),)


def checked(estate: Estate, mapping: Entry[MappingSpec], contract: Contract, fitting: Fitting) -> Checked:
    """What a mapping does with a contract of its API, and where it does not fit.

    Nothing is said of a mapping whose entity there is not: that is a reference that leads nowhere.
    """
    entity = estate.entities.get(mapping.spec.entity.name)
    if entity is None:
        return Checked(mapping)
    try:
        return _Check(estate, mapping, entity, contract, fitting).done()
    except SideMissing as error:
        at = ("spec", *error.at)
        fact = SideUnknown(at=at, target="", outward=False, message=str(error), name=error.name, known=error.known)
        return Checked(mapping, [fact])


class _Check:
    def __init__(
        self,
        estate: Estate,
        mapping: Entry[MappingSpec],
        entity: Entry[EntitySpec],
        contract: Contract,
        fitting: Fitting,
    ) -> None:
        self._mapping = mapping
        self._spec = mapping.spec
        self._entity = entity
        self._contract = contract
        self._fitting = fitting
        self._canonical = entity_schema(estate, entity, self._spec.entity_version)
        api = estate.apis.get(self._spec.api.name)
        self._system = str(api.spec.system) if api is not None else ""
        self._found = Checked(mapping)

    def done(self) -> Checked:
        """Both directions, as far as they are declared."""
        spec = self._spec
        if spec.direction in ("in", "both"):
            self._inwards()
        if spec.direction == "out":
            self._outwards(spec.fields, ("spec", "fields"), spec.schema_, spec.unmapped, ("spec", "unmapped"))
        elif spec.write is not None:
            write = spec.write
            way: tuple[str, ...] = ("spec", "write", "fields")
            self._outwards(write.fields, way, write.schema_, write.unmapped, ("spec", "write", "unmapped"))
        elif spec.direction == "both":
            self._back()
        return self._found

    def _inwards(self) -> None:
        spec = self._spec
        source = api_schema(self._contract, spec.schema_, Direction.RESPONSE)
        survey = self._survey(source, self._canonical, outward=False)
        filled = ENVELOPE if spec.identity is not None else ()
        self._found.facts += survey.look(spec.fields, ("spec", "fields"), filled)
        self._found.reads = _lines(survey)
        if spec.identity is not None:
            self._identified(spec.identity, survey, source)
        self._leftovers(survey, source)

    def _identified(self, identity: Identity, survey: Survey, source: Spot) -> None:
        """Says which identifiers stand nowhere in the schema, and which are none of the entity's."""
        at: Pointer = ("spec", "identity")
        reach, record = Reach(self._fitting), Scope((source,), (source,))
        self._named(self._system, identity.type, at)
        survey.read.add(self._read(reach, record, identity.id, "id", (*at, "id")).trail)
        for index, other in enumerate(identity.others):
            here = (*at, "others", index)
            target = self._named(str(other.system), other.type, here)
            scope = record
            if other.each is not None:
                listed = self._read(reach, record, other.each, target, (*here, "each"))
                scope = Scope(reach.items(listed), (source,), (*listed.trail, "*"))
            for way in other.where:
                survey.read.add(self._read(reach, scope, way, target, (*here, "where", way)).trail)
            survey.read.add(self._read(reach, scope, other.id, target, (*here, "id")).trail)

    def _read(self, reach: Reach, scope: Scope, text: str, target: str, at: Pointer) -> Reached:
        way = Way.parse(text)
        found = reach.of(scope, way)
        if found.missing is not None and scope.start(way)[0]:
            self._found.facts.append(
                SourceUnknown(at=at, target=target, outward=False, way=text, name=found.missing, known=found.known)
            )
        return found

    def _named(self, system: str, kind: str | None, at: Pointer) -> str:
        """The field that an identifier becomes a member of, which tells it from others."""
        target = f"externalIds/{system}:{kind}"
        named = [(str(one.system), one.type) for one in self._entity.spec.identifiers]
        if kind is not None and (system, kind) not in named:
            entity, known = self._entity.name, tuple(f"{one}: {other}" for one, other in named)
            self._found.facts.append(
                IdentifierUnknown(
                    at=(*at, "type"), target=target, outward=False, entity=entity, system=system, type=kind, known=known
                )
            )
        return target

    def _outwards(
        self,
        fields: Mapping[str, Declaration],
        at: tuple[str, ...],
        schema: str,
        unmapped: Mapping[str, str],
        unmapped_at: tuple[str, ...],
    ) -> None:
        target = api_schema(self._contract, schema, Direction.REQUEST, (*at[1:-1], "schema"))
        survey = self._survey(self._canonical, target, outward=True)
        self._found.facts += survey.look(fields, at)
        self._found.writes = _lines(survey)
        for name, trails in survey.targets.items():
            self._owned(name, trails, (*at, name) if name in fields else at)
        for name in unmapped:
            if name in survey.targets:
                self._needless(name, (*unmapped_at, name), "is written all the same", outward=True)

    def _back(self) -> None:
        """Each field goes back where it came from, but for those whose record is the system itself.

        That is an update: what the API requires of a whole object is none of its business.
        """
        spec = self._spec
        back = backwards(written_back(self._entity, spec.fields, self._system))
        for name, because in back.lost.items():
            at = ("spec", "fields", name)
            self._found.facts.append(OneWay(at=at, target=name, outward=True, because=because))
        target = api_schema(self._contract, spec.schema_, Direction.REQUEST)
        survey = self._survey(self._canonical, target, outward=True)
        facts = survey.look(back.fields, ("spec", "fields"))
        for fact in facts:
            if not isinstance(fact, Unfilled | MayLack | NeverSent):
                came = back.at.get(fact.target, "")
                self._found.facts.append(replace(fact, at=("spec", "fields", came) if came else ("spec", "fields")))
        self._found.writes = _lines(survey)

    def _survey(self, source: Spot, target: Spot, *, outward: bool) -> Survey:
        api, entity = f"{self._spec.api}", self._entity.name
        names = (entity, api) if outward else (api, entity)
        return Survey(self._fitting, Side(source, names[0]), Side(target, names[1]), outward=outward)

    # ---------------------------------------------------------------------------------------------------- what is left

    def _leftovers(self, survey: Survey, source: Spot) -> None:
        """Fields of the API that nothing reads, and those that are said to be left out and are not."""
        unmapped = {tuple(map(unescaped, name.strip("/").split("/"))): name for name in self._spec.unmapped}
        reach = Reach(self._fitting)
        known: set[Trail] = set()
        for trail in self._unread(reach, (source,), (), survey.read, set(unmapped), known, frozenset()):
            at = ("spec", "fields")
            self._found.facts.append(Unread(at=at, target="", outward=False, field=written(trail)))
        for trail, name in unmapped.items():
            where = ("spec", "unmapped", name)
            if trail in survey.read:
                self._needless(name, where, "is read all the same", outward=False)
            elif trail not in known and not any(_within(trail, other) for other in known):
                self._needless(name, where, "is no field of the schema", outward=False)

    def _unread(
        self,
        reach: Reach,
        spots: tuple[Spot, ...],
        trail: Trail,
        read: set[Trail],
        unmapped: set[Trail],
        known: set[Trail],
        above: frozenset[tuple[int, ...]],
    ) -> list[Trail]:
        """The topmost fields below some schemas that are neither read nor left out on purpose."""
        found: list[Trail] = []
        keys = frozenset(spot_key(spot) for spot in spots)
        if len(trail) > _DEEPEST or keys & above:
            return found
        for name, members in reach.names(spots).items():
            here = (*trail, name)
            known.add(here)
            if here in unmapped or any(_within(here, other) for other in read | unmapped):
                continue
            inside = [other for other in read | unmapped if _within(other, here)]
            if not inside:
                found.append(here)
                continue
            items = reach.items_of(members)
            below = (members, here) if not items else (items, (*here, "*"))
            known.add(below[1])
            found += self._unread(reach, below[0], below[1], read, unmapped, known, above | keys)
        return found

    def _needless(self, name: str, at: tuple[str, ...], why: str, *, outward: bool) -> None:
        self._found.facts.append(NeedlesslyUnmapped(at=at, target=name, outward=outward, field=name, why=why))

    def _owned(self, name: str, trails: Iterable[Trail], at: tuple[str, ...]) -> None:
        """Says where a field is written to the system that has the last word on it."""
        for trail in trails:
            text = written(trail)
            if trail[0] in ENVELOPE:
                continue  # who the object is has no record: each system says it for itself
            if is_record(self._entity, text, self._system):
                fact = RecordElsewhere(at=at, target=name, outward=True, field=text, system=self._system)
                self._found.facts.append(fact)
                return


def record_of(entity: Entry[EntitySpec], text: str) -> str:
    """The system of record of a field: that of the nearest field above it that names one, else of the entity."""
    return entity.spec.record_of(text)


def is_record(entity: Entry[EntitySpec], text: str, system: str) -> bool:
    """Whether a system is the record of a field, of all objects or of its share of them."""
    return system in entity.spec.records_of(text)


def _within(inner: Trail, outer: Trail) -> bool:
    return len(inner) >= len(outer) and inner[: len(outer)] == outer


def _lines(survey: Survey) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(map(written, trails))) for name, trails in survey.targets.items()}
