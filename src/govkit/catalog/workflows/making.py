"""How a body is made by mappings: which canonical fields it takes, from which sources, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from govkit.catalog.entries import EntitySpec, Entry, MappingSpec, names_field
from govkit.catalog.mapping.check import ENVELOPE, SideMissing, api_schema, entity_schema, is_record
from govkit.catalog.mapping.facts import Fact as MappingFact
from govkit.catalog.mapping.facts import NeverSent, OneWay, RecordElsewhere, Unfilled, Unread
from govkit.catalog.mapping.lineage import is_copy, lines_of
from govkit.catalog.mapping.ways import Way
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.facts import (
    About,
    Fact,
    MappingFails,
    MappingUnfit,
    MayLack,
    Missing,
    NameUnknown,
    Open,
    Refused,
)
from govkit.catalog.workflows.holding import shown
from govkit.catalog.workflows.model import MappingUse
from govkit.catalog.workflows.setting import Setting
from govkit.catalog.workflows.types import Type
from govkit.findings import Direction
from govkit.spec.documents import Pointer
from govkit.spec.schemas.shape import Spot

_QUIET = (Unread, NeverSent, OneWay, RecordElsewhere)
"""Facts of mappings that stop no record."""


@dataclass(slots=True)
class Making:
    """A body, or a part of it, that mappings make.

    `fields` are the canonical fields that the body takes, each with the fields of the API that are made of it,
    `sources` what each source may be, `reads` the mapping of each, None where it is the canonical object. `listed`: it
    is a list, of which each item is made of one of a list. `systems` are those that the sources come from.
    """

    use: MappingUse
    write: Entry[MappingSpec]
    entity: Entry[EntitySpec] | None = None
    systems: dict[str, str] = field(default_factory=dict)
    listed: bool = False
    reads: dict[str, Entry[MappingSpec] | None] = field(default_factory=dict)
    sources: dict[str, Type] = field(default_factory=dict)
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def needs(self, target: str) -> bool:
        """Whether the body takes a canonical field, or a part of it, or what it is a part of."""
        return bool(self.fields) and names_field(tuple(self.fields), target)

    def takes(self, source: str, field: str) -> bool:
        """Whether a canonical field is taken from a source: of what a system has but a copy, nothing is believed."""
        read = self.reads[source]
        if read is None or self.entity is None:
            return self.needs(field)
        own = is_record(self.entity, field, self.systems.get(source, ""))
        return self.needs(field) and (own or not is_copy(read.spec, field))

    def gives(self, field: str) -> bool:
        """Whether any source gives a canonical field."""
        return any(
            read is None or any(names_field((line.field,), field) for line in lines_of(read.spec) if not line.outward)
            for source, read in self.reads.items()
            if self.takes(source, field)
        )


class Mapper:
    """Looks at one body that mappings make."""

    def __init__(self, setting: Setting, called: Called, use: MappingUse, about: About) -> None:
        self._setting = setting
        self._called = called
        self._use = use
        self._about = about

    def found(self) -> Making | MappingUnfit | NameUnknown:
        """The mappings that are named; what is wrong where they are none that belong here."""
        at = self._use.at
        write = self._setting.mapping(self._use.write)
        if write is None:
            return self._unknown(self._use.write, at, ())
        if write.spec.api.name != self._called.api:
            because = f"it is of `{write.spec.api}`, and the call goes to `{self._called.version.name}`"
            return self._unfit(write.name, because, at)
        if write.spec.direction == "in":
            return self._unfit(write.name, "it only reads", at, "name a mapping that goes out")
        estate = self._setting.contracts.estate
        making = Making(self._use, write, estate.entities.get(write.spec.entity.name))
        for line in lines_of(write.spec):
            if line.outward:
                making.fields[line.field] = tuple(dict.fromkeys((*making.fields.get(line.field, ()), *line.api)))
        return self._reads(making) or making

    def _reads(self, making: Making) -> MappingUnfit | NameUnknown | None:
        """Takes in the mappings of the sources; what is wrong with the first that does not belong here."""
        entity = making.write.spec.entity.name
        for name, value in self._use.sources.items():
            if name == entity:
                making.reads[name] = None
                continue
            read = self._setting.mapping(name)
            if read is None:
                return self._unknown(name, value.at, (entity,))
            if read.spec.entity != making.write.spec.entity:
                because = f"it reads `{read.spec.entity}`, and `{making.write.name}` writes `{entity}`"
                return self._unfit(read.name, because, value.at)
            if read.spec.direction == "out":
                return self._unfit(read.name, "it only writes", value.at, "name a mapping that reads")
            making.reads[name] = read
            api = self._setting.contracts.estate.apis.get(read.spec.api.name)
            making.systems[name] = str(api.spec.system) if api is not None else ""
        return None

    def _unknown(self, name: str, at: Pointer, more: tuple[str, ...]) -> NameUnknown:
        known = (*more, *self._setting.contracts.estate.mappings)
        message = f"there is no mapping `{name}`"
        return NameUnknown(at=at, kind="mapping", name=name, message=message, known=known, key=name, about=self._about)

    def _unfit(self, name: str, because: str, at: Pointer, hint: str = "") -> MappingUnfit:
        return MappingUnfit(at=at, mapping=name, because=because, hint=hint, key=name, about=self._about)

    # ---------------------------------------------------------------------------------------------------------- sources

    def source(self, making: Making, name: str, one: Type) -> Iterator[Fact]:
        """Whether a source is what its mapping reads."""
        making.sources[name] = one
        value = self._use.sources[name]
        if one.lacks:
            yield MayLack(
                at=value.at,
                what=f"source `{name}`",
                expression=shown(value),
                because=one.lacks[0],
                key=f"{self._use.into} {name}",
                origins=one.origins,
                about=self._about,
            )
        spots = one.spots
        items = self._setting.typing.reach.items_of(spots)
        if items and making.listed:
            spots = items
        try:
            wanted = self._wanted(making, name)
        except SideMissing as error:
            read = making.reads[name] or making.write
            yield self._unfit(read.name, str(error), value.at)
            return
        for spot in spots if wanted is not None else ():
            assert wanted is not None, "asked above"
            yield from self._held(spot, wanted, value.at, f"source `{name}`", one)

    def _wanted(self, making: Making, name: str) -> Spot | None:
        """What a source must be; None where nobody can say."""
        read = making.reads[name]
        if read is None:
            spec = making.write.spec
            entity = self._setting.contracts.estate.entities.get(spec.entity.name)
            return entity_schema(self._setting.contracts.estate, entity, spec.entity_version) if entity else None
        version = self._setting.version(read)
        contract = self._setting.contracts.contract(version) if version is not None else None
        return api_schema(contract, read.spec.schema_, Direction.RESPONSE) if contract is not None else None

    def _held(self, spot: Spot, wanted: Spot, at: Pointer, part: str, one: Type) -> Iterator[Fact]:
        fit = self._setting.fitting.of(spot, wanted)
        if fit.holds is False:
            yield Refused(
                at=at,
                part=part,
                path=(),
                value=fit.value,
                because=fit.because,
                origins=one.origins,
                key=part,
                about=self._about,
            )
        elif fit.holds is None:
            yield Open(at=at, part=part, because=fit.because, key=part, about=self._about)

    # ----------------------------------------------------------------------------------------------------- what is made

    def made(self, making: Making, takes: tuple[Spot, ...], beside: frozenset[str]) -> Iterator[Fact]:
        """Whether what the mapping makes fits where it stands in the body; `beside` are members next to it."""
        write = making.write
        version = self._setting.version(write)
        contract = self._setting.contracts.contract(version) if version is not None else None
        if contract is None:
            return
        schema = write.spec.write.schema_ if write.spec.write is not None else write.spec.schema_
        try:
            own = api_schema(contract, schema, Direction.REQUEST)
        except SideMissing as error:
            yield self._unfit(write.name, str(error), self._use.at)
            return
        for spot in takes:
            yield from self._held(own, spot, self._use.at, f"what `{write.name}` makes", Type((own,)))
        checked = self._setting.checked(write)
        for fact in checked.facts if checked is not None else ():
            if fact.outward and not _is_quiet(fact) and not (isinstance(fact, Unfilled) and fact.name in beside):
                yield self._fails(write, fact, reads=False)
        yield from self._ungiven(making, own, beside)
        for source, read in making.reads.items():
            checked = self._setting.checked(read) if read is not None else None
            for fact in checked.facts if checked is not None else ():
                if read is not None and not fact.outward and not _is_quiet(fact) and making.takes(source, fact.target):
                    yield self._fails(read, fact, reads=True, source=source, one=making.sources.get(source))

    def _ungiven(self, making: Making, own: Spot, beside: frozenset[str]) -> Iterator[Fact]:
        """Members that must be there and are made of what no source gives, or only as a copy."""
        required = self._setting.fitting.shapes.of(own).required - beside
        for name in sorted(required):
            fields = [
                field_
                for field_, ways in making.fields.items()
                if any(Way.parse(way).steps[1:2] == (name,) for way in ways)
            ]
            if fields and not any(one.split("/")[0] in ENVELOPE or making.gives(one) for one in fields):
                what = f"member `{name}` of the body: no source has the word on `{fields[0]}`"
                yield Missing(
                    at=self._use.at, kind="body", what=what, key=f"{making.write.name} {name}", about=self._about
                )

    def _fails(
        self, mapping: Entry[MappingSpec], fact: MappingFact, *, reads: bool, source: str = "", one: Type | None = None
    ) -> MappingFails:
        at = self._use.sources[source].at if reads else self._use.at
        value = getattr(fact, "value", "")
        key = f"{mapping.name} {type(fact).__name__} {fact.target} {fact.sources} {value!r}"
        ways = (*fact.sources, *filter(None, (getattr(fact, "way", ""),)))
        below = [Way.parse(way).steps for way in ways] or [()]
        origins = frozenset(origin.below(steps) for origin in (one.origins if one else ()) for steps in below)
        return MappingFails(
            at=at, mapping=mapping.name, fact=fact, reads=reads, origins=origins, key=key, about=self._about
        )


def _is_quiet(fact: MappingFact) -> bool:
    return isinstance(fact, _QUIET)
