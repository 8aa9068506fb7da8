"""What systems hold of canonical fields, read off their mappings with the schemas at both ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import EntitySpec, Entry, Estate, MappingSpec
from govkit.catalog.entries.declarations import (
    Declaration,
    EachForm,
    FirstForm,
    FunctionForm,
    ListForm,
    ObjectForm,
    ReferenceForm,
    TakenForm,
)
from govkit.catalog.mapping.check import ENVELOPE, api_schema, entity_schema
from govkit.catalog.mapping.function import Given, functions
from govkit.catalog.mapping.images import Image
from govkit.catalog.mapping.lineage import how_of
from govkit.catalog.mapping.reach import Reach, Scope, Trail
from govkit.catalog.mapping.survey import Place, Side, Survey
from govkit.catalog.mapping.trial import Source, Trial
from govkit.catalog.mapping.ways import Way, written
from govkit.findings import Direction
from govkit.spec.documents import Pointer
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import Spot

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Making:
    """The declaration that a holding comes from, ready to be tried; `member` leads from what it makes to the field."""

    declared: Declaration
    target: str
    sources: tuple[Source, ...]
    member: Trail
    trial: Trial


@dataclass(frozen=True, slots=True)
class Holding:
    """A canonical field as one declaration of a mapping holds it.

    `api` are the schemas of the field of the API at `trail`, `image` what of the canonical field it can be: what the
    API may send, or for one that is only written (`outward`) what the API takes; of a list how long it is.
    `canonical` is what the entity says.
    `always`: it is there wherever what it lies in is.
    """

    field: str
    mapping: Entry[MappingSpec]
    at: Pointer
    how: str
    unit: str
    api: tuple[Spot, ...]
    trail: Trail
    image: tuple[Spot, ...]
    canonical: tuple[Spot, ...]
    always: bool
    outward: bool
    making: Making


def holdings_of(
    estate: Estate, mapping: Entry[MappingSpec], contract: Contract, fitting: Fitting
) -> dict[str, list[Holding]]:
    """What the system of a mapping holds, by canonical field; nothing of identifiers and constants.

    A field that is only written counts where it is not read as well. Raises SideMissing.
    """
    spec = mapping.spec
    entity = estate.entities[spec.entity.name]
    canonical = entity_schema(estate, entity, spec.entity_version)
    found: dict[str, list[Holding]] = {}
    if spec.direction in ("in", "both"):
        source = api_schema(contract, spec.schema_, Direction.RESPONSE)
        tracing = _Tracing(fitting, Side(source, contract.name), Side(canonical, entity.name), outward=False)
        tracing.look(spec.fields, ("spec", "fields"))
        for one in _Inward(mapping, fitting, Trial(fitting, source, outward=False)).of(tracing):
            if not _is_its_own(entity, one.field):
                found.setdefault(one.field, []).append(one)
    for one in _written(mapping, contract, canonical, entity, fitting):
        if one.field not in found or found[one.field][0].outward:
            found.setdefault(one.field, []).append(one)
    return found


def _written(
    mapping: Entry[MappingSpec], contract: Contract, canonical: Spot, entity: Entry[EntitySpec], fitting: Fitting
) -> Iterator[Holding]:
    """What is written to the API by a declaration that reads one canonical field."""
    spec = mapping.spec
    if spec.direction == "out":
        at: tuple[str, ...] = ("spec", "fields")
        fields, schema = spec.fields, spec.schema_
    elif spec.write is not None:
        at = ("spec", "write", "fields")
        fields, schema = spec.write.fields, spec.write.schema_
    else:
        return
    target = api_schema(contract, schema, Direction.REQUEST, (*at[1:-1], "schema"))
    tracing = _Tracing(fitting, Side(canonical, entity.name), Side(target, contract.name), outward=True)
    tracing.look(fields, at)
    trial = Trial(fitting, canonical, outward=True)
    for declared, image, place, always in tracing.made:
        trails = dict.fromkeys(source.reached.trail for source in image.sources)
        if len(trails) != 1 or _names_another(declared):
            continue
        source = image.sources[0]
        field = written(source.reached.trail)
        if not _is_its_own(entity, field):
            yield Holding(
                field=field,
                mapping=mapping,
                at=place.at,
                how=how_of(declared),
                unit=_unit(declared),
                api=place.spots,
                trail=(schema, *Way.parse(place.target).steps),
                image=tuple(map(tracing.length, place.spots)) if isinstance(declared, EachForm) else place.spots,
                canonical=source.reached.spots,
                always=always,
                outward=True,
                making=Making(declared, place.target, image.sources, (), trial),
            )


def _is_its_own(entity: Entry[EntitySpec], field: str) -> bool:
    """Whether each system has its own value of a field."""
    parts = field.split("/")
    above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return parts[0] in ENVELOPE or any(
        name in entity.spec.fields and entity.spec.fields[name].per_system for name in above
    )


def _names_another(declared: Declaration) -> bool:
    """Whether a declaration makes the identifier of another object."""
    if isinstance(declared, FirstForm):
        return any(map(_names_another, declared.first))
    return isinstance(declared, ReferenceForm)


def _is_plain(declared: Declaration) -> bool:
    """Whether a declaration takes a value as it is."""
    if isinstance(declared, FirstForm):
        return all(map(_is_plain, declared.first))
    return isinstance(declared, str | TakenForm)


def _unit(declared: Declaration) -> str:
    """In what the API has a value, where the function that makes it says so."""
    if isinstance(declared, FirstForm):
        return next(filter(None, map(_unit, declared.first)), "")
    function = functions().get(declared.with_) if isinstance(declared, FunctionForm) else None
    return function.unit if function is not None else ""


class _Tracing(Survey):
    """A survey that judges nothing, and remembers in `made` what each declaration makes, where, and whether always."""

    def __init__(self, fitting: Fitting, source: Side, target: Side, *, outward: bool) -> None:
        super().__init__(fitting, source, target, outward=outward)
        self.made: list[tuple[Declaration, Image, Place, bool]] = []
        self._maybe = [False]

    def _judge(self, declared: Declaration, image: Image, place: Place) -> None:
        if not image.constant and image.sources:
            self.made.append((declared, image, place, image.always and not self._maybe[-1]))

    def _object(self, declared: ObjectForm, scope: Scope, place: Place) -> Image:
        gaps = declared.in_ is not None and self.reach.of(scope, Way.parse(declared.in_)).gaps
        self._maybe.append(self._maybe[-1] or bool(gaps))
        image = super()._object(declared, scope, place)
        self._maybe.pop()
        return image

    def _each(self, declared: EachForm, scope: Scope, place: Place) -> Image:
        self._maybe.append(False)  # of an item it is asked whether it has the field
        image = super()._each(declared, scope, place)
        self._maybe.pop()
        lengths = tuple(self.length(spot) for source in image.sources for spot in source.reached.spots)
        there = image.always and not self._maybe[-1]
        self.made.append((declared, Image(lengths, image.ways, image.sources), place, there))
        return image

    def _list(self, declared: ListForm, scope: Scope, place: Place) -> Image:
        start = len(self.made)
        image = super()._list(declared, scope, place)
        items, item = self.made[start:], f"{place.target}/*"
        self.made[start:] = [(*one[:3], True) if one[2].target == item else one for one in items]
        lengths = made({"type": "array", "minItems": 1, "maxItems": len(declared.list)})
        if not image.constant and image.sources:
            there = image.always and not self._maybe[-1]
            self.made.append((declared, Image((lengths,), image.ways, image.sources), place, there))
        return image

    def length(self, spot: Spot) -> Spot:
        """Lists as long as those of a spot, of anything."""
        limits = self.fitting.shapes.of(spot).limits
        return made({"type": "array", **{key: limits[key] for key in ("minItems", "maxItems") if key in limits}})

    def _lengths(self, *_: Any) -> None:
        """Says nothing."""

    def _unfit(self, *_: Any) -> None:
        """Says nothing."""

    def _say(self, *_: Any, **__: Any) -> None:
        """Says nothing."""

    def _require(self, *_: Any) -> None:
        """Asks for nothing."""


class _Inward:
    """Holdings out of what the declarations of a mapping make; objects member by member."""

    def __init__(self, mapping: Entry[MappingSpec], fitting: Fitting, trial: Trial) -> None:
        self._mapping = mapping
        self._fitting = fitting
        self._reach = Reach(fitting)
        self._trial = trial

    def of(self, tracing: _Tracing) -> Iterator[Holding]:
        """The holdings."""
        for declared, image, place, always in tracing.made:
            if _names_another(declared) or not image.spots:
                continue
            source = image.sources[0]
            plain = _is_plain(declared)
            holding = Holding(
                field=place.target,
                mapping=self._mapping,
                at=place.at,
                how=how_of(declared),
                unit=_unit(declared),
                api=image.spots if plain else source.reached.spots,
                trail=(self._mapping.spec.schema_, *source.reached.trail),
                image=image.spots,
                canonical=place.spots,
                always=always,
                outward=False,
                making=Making(declared, place.target, image.sources, (), self._trial),
            )
            yield from self._members(holding, plain)

    def _members(self, whole: Holding, plain: bool) -> Iterator[Holding]:
        """An object as its members, down to what has none; what a function takes over as it is, with its own source."""
        names = self._reach.names(whole.image)
        if not names or len(whole.making.member) >= _DEEPEST:
            yield whole
            return
        inside = self._reach.names(whole.api) if plain else {}
        for name, image in names.items():
            making = whole.making
            source = None if plain else self._source_of(making, name)
            trail, api = (*whole.trail, name) if plain else whole.trail, inside.get(name, whole.api)
            if source is not None:
                trail, api = (self._mapping.spec.schema_, *source.reached.trail), source.reached.spots
            there = all(name in self._fitting.shapes.of(spot).required for spot in whole.image)
            one = Holding(
                field=f"{whole.field}/{written((name,))}",
                mapping=whole.mapping,
                at=whole.at,
                how=whole.how if source is None else "",
                unit=whole.unit if source in (None, making.sources[0]) else "",
                api=api,
                trail=trail,
                image=image,
                canonical=self._reach.names(whole.canonical).get(name, ()),
                always=there and (whole.always or source not in (None, making.sources[0])),
                outward=False,
                making=Making(making.declared, making.target, making.sources, (*making.member, name), making.trial),
            )
            yield from self._members(one, plain)

    def _source_of(self, making: Making, name: str) -> Source | None:
        """The source that a function takes over as it is under a name."""
        declared = making.declared.first[0] if isinstance(making.declared, FirstForm) else making.declared
        function = functions().get(declared.with_) if isinstance(declared, FunctionForm) else None
        spots = [source.reached.spots[:1] for source in making.sources]
        if function is None or len(spots) < len(function.arguments) or not all(spots):
            return None
        index = function.output(Given([spot[0] for spot in spots], self._fitting.shapes)).get(name)
        return making.sources[index] if isinstance(index, int) and index < len(making.sources) else None
