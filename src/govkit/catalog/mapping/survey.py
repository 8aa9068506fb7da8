"""A mapping in one direction, looked at declaration by declaration: what fits, and what does not."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from govkit.catalog.entries.declarations import (
    ConstantForm,
    Declaration,
    EachForm,
    FirstForm,
    FunctionForm,
    ListForm,
    MapForm,
    ObjectForm,
    ReferenceForm,
    TakenForm,
)
from govkit.catalog.mapping.compiled import key_of
from govkit.catalog.mapping.facts import (
    Fact,
    FunctionUnfit,
    MayLack,
    NeverSent,
    Open,
    Refused,
    SourceUnknown,
    TargetUnknown,
    Unfilled,
)
from govkit.catalog.mapping.function import Function, Given, functions
from govkit.catalog.mapping.images import Gaps, Image, all_of, any_of
from govkit.catalog.mapping.lists import doubts, member_doubts, misfit
from govkit.catalog.mapping.reach import Reach, Reached, Scope, Trail
from govkit.catalog.mapping.trial import Source, Trial, Tried
from govkit.catalog.mapping.ways import Way, unescaped, written
from govkit.spec.documents import Pointer
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import Role, standalone

GOLDEN: Schema = {"type": "string", "minLength": 1, "maxLength": 128}
"""A canonical identifier."""
_MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declaration stands, what it makes, and what the target says of that."""

    at: Pointer
    target: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a mapping: its schema, and what it is called."""

    spot: Spot
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A field that is declared: the names on the way of its target, what makes it, and where that stands."""

    steps: tuple[str, ...]
    declared: Declaration
    at: Pointer


class Survey:
    """Looks at the fields of a mapping in one direction: `facts` are what was found, `read` the trails read."""

    def __init__(self, fitting: Fitting, source: Side, target: Side, *, outward: bool) -> None:
        self.fitting = fitting
        self.reach = Reach(fitting)
        self.source, self.target = source, target
        self.outward = outward
        self.facts: list[Fact] = []
        self.read: set[Trail] = set()
        self.targets: dict[str, tuple[Trail, ...]] = {}
        """From each field that is made to the trails that it is made of."""
        self._emptied: dict[Trail, list[Any]] = {}
        """Gaps where a map makes nothing of what is there: the trail and the keys, with the values they stand for."""
        self._trial = Trial(fitting, source.spot, outward=outward)

    def look(self, fields: Mapping[str, Declaration], at: Pointer, filled: Iterable[str] = ()) -> list[Fact]:
        """What holds of some fields that stand at a place; `filled` are members that somebody else fills."""
        root = (self.source.spot,)
        scope = Scope(root, root)
        place = Place(at, "", (self.target.spot,))
        self._members(_entries(fields, at), scope, place, always=True, filled=frozenset(filled))
        refused = {(one.at, one.target) for one in self.facts if isinstance(one, Refused)}
        self.facts = [one for one in self.facts if not isinstance(one, Open) or (one.at, one.target) not in refused]
        return self.facts

    # ------------------------------------------------------------------------------------------------------- objects

    def _members(
        self,
        entries: Sequence[Line],
        scope: Scope,
        place: Place,
        *,
        always: bool,
        filled: frozenset[str] = frozenset(),
        base: frozenset[Trail] = frozenset(),
    ) -> Image:
        """An object out of its fields; the image tells when it is there. `base` are gaps in which all fields are."""
        images: dict[str, tuple[Image, Pointer]] = {}
        for name, group in _grouped(entries).items():
            spots, known = self._declared(place.spots, name)
            inner = Place(group[0].at, f"{place.target}/{written((name,))}".strip("/"), spots)
            if place.spots and not spots:
                self._say(TargetUnknown, inner.at, inner.target, name=name, known=known)
            plain = [one.declared for one in group if len(one.steps) == 1]
            if plain:
                images[name] = self._one(plain[0], scope, inner), inner.at
            else:
                below = [Line(one.steps[1:], one.declared, one.at) for one in group]
                images[name] = self._members(below, scope, inner, always=False, base=base), inner.at
        moving = [image for image, _ in images.values() if not image.constant]
        for name in sorted(self._required(place.spots) - filled):
            there = [frozenset()] if always else [way - base for one in moving for way in one.ways]
            self._require(name, images.get(name), there, place, base)
        sure = sum(not image.lacking(base, frozenset()) for image, _ in images.values()) or int(not always)
        for because in member_doubts(self.fitting, place.spots, sure + len(filled)):
            self._say(Open, place.at, place.target, because=because)
        sources = _sources(image for image, _ in images.values())
        ways = tuple(way | base for way in any_of(moving)) or (base,)
        return Image(place.spots, ways, sources, constant=not moving)

    def _require(
        self,
        name: str,
        found: tuple[Image, Pointer] | None,
        there: Sequence[Gaps],
        place: Place,
        base: Gaps,
    ) -> None:
        """Says where a required member may be missing from an object that is there, and which gaps that fills."""
        below = f"{place.target}/{written((name,))}".strip("/")
        if found is None:
            enveloped = not self.outward and not place.target and name in ("id", "externalIds")
            self._say(Unfilled, place.at, below, name=name, enveloped=enveloped)
            return
        image, at = found
        lacking = next((lacking for filled in there if (lacking := image.lacking(base, filled))), None)
        if lacking:
            gaps = dict.fromkeys(min(one, key=lambda gap: (len(gap), gap)) for one in lacking)
            emptied = [self._emptied.get(gap) for gap in gaps]
            trails = [gap[:-1] if empty else gap for gap, empty in zip(gaps, emptied, strict=True)]
            record = self._trial.short_of(list(zip(trails, emptied, strict=True)))
            sources = tuple(written(source.reached.trail) for source in image.sources)
            what = {"name": name, "gap": "` and `".join(map(written, trails)), "emptied": any(emptied)}
            self._say(MayLack, at, below, sources=sources, record=record, **what)

    def _declared(self, spots: tuple[Spot, ...], name: str) -> tuple[tuple[Spot, ...], tuple[str, ...]]:
        names = self.reach.names(spots)
        if name in names:
            return names[name], ()
        scope = Scope(spots, spots)
        reached = self.reach.of(scope, Way((name,)))  # an object that takes any name
        return reached.spots, tuple(names)

    def _required(self, spots: tuple[Spot, ...]) -> frozenset[str]:
        """What every schema of a target requires of an object."""
        required = [self.fitting.shapes.of(spot).required for spot in spots]
        return frozenset.intersection(*required) if required else frozenset()

    # --------------------------------------------------------------------------------------------------- declarations

    def _one(self, declared: Declaration, scope: Scope, place: Place) -> Image:
        if isinstance(declared, EachForm):
            image = self._each(declared, scope, place)
        elif isinstance(declared, ObjectForm):
            image = self._object(declared, scope, place)
        elif isinstance(declared, ListForm):
            image = self._list(declared, scope, place)
        else:
            image = self.image(declared, scope, place)
            self._judge(declared, image, place)
        self.targets.setdefault(place.target, tuple(source.reached.trail for source in image.sources))
        return image

    def _each(self, declared: EachForm, scope: Scope, place: Place) -> Image:
        reached = self._reached(declared.each, scope, place, whole=False)
        items = self.reach.items(reached)
        inner = Scope(items, scope.record, (*reached.trail, "*"))
        target = self.reach.items(Reached(place.spots, ()))
        if place.spots and not target:
            self._say(TargetUnknown, place.at, f"{place.target}/*", name="*", known=())
        below = f"{place.target}/*"
        sure: int | None = None
        if declared.fields is not None:
            at = (*place.at, "fields")
            self._members(_entries(declared.fields, at), inner, Place(at, below, target), always=True)
        elif declared.item is not None:
            image = self._one(declared.item, inner, Place((*place.at, "item"), below, target))
            sure = None if image.always else 0
        self._lengths(reached, place)
        self._doubt(place, sure, several=True)
        return Image(place.spots, (reached.gaps,), (Source(Way.parse(declared.each), reached),))

    def _lengths(self, reached: Reached, place: Place) -> None:
        """Says where a list may be longer or shorter than its target takes."""
        for spot in reached.spots:
            for target in place.spots:
                count = misfit(self.fitting, spot, target)
                if count is not None:
                    source, told = written(reached.trail), f"a list of {count}"
                    self._say(
                        Refused,
                        place.at,
                        place.target,
                        sources=(source,),
                        what="value",
                        source=source,
                        value=told,
                        made=told,
                        record=self._trial.listing(reached, count),
                        because=f"{told} is refused",
                        counted=True,
                    )
                    return

    def _doubt(self, place: Place, sure: int | None, *, several: bool) -> None:
        for because in doubts(self.fitting, place.spots, sure=sure, several=several):
            self._say(Open, place.at, place.target, because=because)

    def _object(self, declared: ObjectForm, scope: Scope, place: Place) -> Image:
        at = (*place.at, "fields")
        inner, entries = Place(at, place.target, place.spots), _entries(declared.fields, at)
        if declared.in_ is None:
            return self._members(entries, scope, inner, always=False)
        reached = self._reached(declared.in_, scope, place, whole=False)
        below = Scope(reached.spots, scope.record, reached.trail)
        image = self._members(entries, below, inner, always=True, base=reached.gaps)
        return Image(image.spots, (reached.gaps,), (Source(Way.parse(declared.in_), reached), *image.sources))

    def _list(self, declared: ListForm, scope: Scope, place: Place) -> Image:
        target = self.reach.items(Reached(place.spots, ()))
        images = [
            self._one(one, scope, Place((*place.at, "list", index), f"{place.target}/*", target))
            for index, one in enumerate(declared.list)
        ]
        sure = max(sum(image.always for image in images), 1)
        self._doubt(place, sure, several=len(images) > 1)
        moving = [image for image in images if not image.constant]
        return Image(place.spots, any_of(moving) or (frozenset(),), _sources(images))

    # --------------------------------------------------------------------------------------------------------- images

    def image(self, declared: Declaration, scope: Scope, place: Place) -> Image:
        """What a declaration that makes one value may make."""
        if isinstance(declared, ConstantForm):
            return Image((made({"enum": [declared.value]}),), constant=True)
        if isinstance(declared, FirstForm):
            images = [self.image(one, scope, place) for one in declared.first]
            spots = tuple(spot for image in images if not image.taken for spot in image.spots)
            taken = all(image.taken for image in images)
            return Image(spots, any_of(images), _sources(images), taken=taken)
        if isinstance(declared, FunctionForm):
            return self._defaulted(self._called(declared, scope, place), declared.default)
        if isinstance(declared, MapForm):
            return self._defaulted(self._mapped(declared, scope, place), declared.default)
        way = declared if isinstance(declared, str) else _from(declared)
        reached = self._reached(way, scope, place)
        image = Image(reached.spots, (reached.gaps,), (Source(Way.parse(way), reached),))
        if isinstance(declared, ReferenceForm):
            return replace(image, spots=(made(GOLDEN),), taken=self.outward)
        return self._defaulted(image, declared.default if isinstance(declared, TakenForm) else None)

    @staticmethod
    def _defaulted(image: Image, default: Any) -> Image:
        if default is None:
            return image
        return Image((*image.spots, made({"enum": [default]})), sources=image.sources, taken=image.taken)

    def _reached(self, text: str, scope: Scope, place: Place, *, whole: bool = True) -> Reached:
        way = Way.parse(text)
        reached = self.reach.of(scope, way)
        if whole:
            self.read.add(reached.trail)
        if reached.missing is not None and scope.start(way)[0]:
            self._say(SourceUnknown, place.at, place.target, way=text, name=reached.missing, known=reached.known)
        return reached

    def _mapped(self, declared: MapForm, scope: Scope, place: Place) -> Image:
        text = declared.from_ or place.target.rpartition("/")[2]
        reached = self._reached(text, scope, place)
        sources = (Source(Way.parse(text), reached),)
        keys = list(declared.map)
        listed = made({"enum": [*keys, *(value for key in keys for value in _other_readings(key))]})
        lacking: list[Any] = []
        unlisted = False
        for spot in reached.spots:
            values = self.fitting.shapes.of(spot).enum
            if values is not None:
                lacking += [value for value in values if key_of(value) not in declared.map and value is not None]
            else:
                fit = self.fitting.of(spot, listed)
                lacking += [fit.value] if fit.holds is False else []
                unlisted |= fit.holds is None
        if lacking or unlisted:
            self._unfit(declared, "map", sources, lacking, place, listed)
        sent = [self.fitting.shapes.of(spot).enum for spot in reached.spots]
        if reached.spots and all(values is not None for values in sent):
            coming = {key_of(value) for values in sent for value in values or ()}
            never = tuple(key for key in keys if key not in coming)
            if never:
                self._say(NeverSent, (*place.at, "map"), place.target, sources=(written(reached.trail),), values=never)
            keys = [key for key in keys if key in coming]
        made_of = [declared.map[key] for key in keys if declared.map[key] is not None]
        gaps, empty = reached.gaps, [key for key in keys if declared.map[key] is None]
        if empty:
            gap = (*reached.trail, f"({' '.join(empty)})")
            self._emptied[gap] = [value for key in empty for value in (key, *_other_readings(key))]
            gaps |= {gap}
        return Image((made({"enum": made_of}),) if made_of else (), (gaps,), sources)

    def _called(self, declared: FunctionForm, scope: Scope, place: Place) -> Image:
        function = functions().get(declared.with_)
        given = (declared.from_,) if isinstance(declared.from_, str) else declared.from_
        if function is None or function.argument(len(given) - 1) is None or len(given) < len(function.arguments):
            takes = "" if function is None else _takes(function)
            self._say(FunctionUnfit, place.at, place.target, function=declared.with_, given=len(given), takes=takes)
            return Image(())
        images = [self.image(one, scope, place) for one in given]
        sources = _sources(images)
        if not all(image.spots for image in images):
            return Image((), sources=sources)
        for index, image in enumerate(images):
            argument = function.argument(index)
            wanted = made(argument.schema if argument is not None else {})
            fits = [self.fitting.of(spot, wanted) for spot in image.spots]
            if not all(fit.holds for fit in fits):
                values = [fit.value for fit in fits if fit.holds is False]
                named = sources if len(images) == 1 else image.sources
                self._unfit(declared, "argument", sources, values, place, wanted, named)
        ways = all_of(images)
        if function.empties:
            ways = tuple(way | {source.reached.trail for source in images[0].sources} for way in ways)
        outputs: list[Spot] = []
        for spots in itertools.islice(itertools.product(*(image.spots for image in images)), _MOST_TOGETHER):
            outputs.append(self._output(function, spots))
        if math.prod(len(image.spots) for image in images) > _MOST_TOGETHER:
            outputs.append(made({}))  # what was not looked at may make anything
        return Image(tuple(outputs), ways, sources)

    def _output(self, function: Function, spots: tuple[Spot, ...]) -> Spot:
        """What a function makes of arguments, as one schema."""
        said = function.output(Given(spots, self.fitting.shapes))
        if not any(isinstance(value, int | dict) and key not in _KEYWORDS for key, value in said.items()):
            return made(dict(said))
        definitions: dict[str, Any] = {}
        members: dict[str, Any] = {}
        for name, value in said.items():
            members[name] = value
            if isinstance(value, int):
                members[name] = standalone(spots[value], Role.WRITER)
                definitions |= members[name].pop("$defs", {})
        closed = {"type": "object", "properties": members, "required": list(said), "additionalProperties": False}
        return made({"$defs": definitions, **closed} if definitions else closed)

    # -------------------------------------------------------------------------------------------------------- verdicts

    def _judge(self, declared: Declaration, image: Image, place: Place) -> None:
        """Says where what a declaration makes has no place in its target."""
        if image.taken or not place.spots:
            return
        for spot in image.spots:
            if all(self.fitting.proved(spot, target) for target in place.spots):
                continue
            hints = [member for members in self.reach.names(place.spots).values() for member in members]
            found = (
                self._trial.constant(declared.value, place.spots)
                if isinstance(declared, ConstantForm)
                else self._trial.tried(declared, place.target, image.sources, place.spots, hints)
            )
            if found is None:
                origin = spot[0] if isinstance(declared, str) else None
                sources = tuple(written(source.reached.trail) for source in image.sources)
                because = "neither a proof nor a value was found"
                self._say(Open, place.at, place.target, sources=sources, origin=origin, because=because)
            else:
                self._refuse("value", found, image.sources, place)
            return

    def _unfit(
        self,
        declared: Declaration,
        what: Literal["map", "argument"],
        sources: Sequence[Source],
        values: Sequence[Any],
        place: Place,
        wanted: Spot,
        named: Sequence[Source] = (),
    ) -> None:
        """Says which value of a source a map or a function does not take."""
        found = self._trial.tried(declared, place.target, sources, (), (wanted,), values, named or sources)
        if found is not None and found.unmapped:
            self._refuse(what, found, sources, place, tuple(values[1:]) if what == "map" else ())
        else:
            because = "whether each value that may come is taken could not be proved"
            told = tuple(written(source.reached.trail) for source in named or sources)
            self._say(Open, place.at, place.target, sources=told, because=because)

    def _refuse(
        self,
        what: Literal["value", "map", "argument"],
        found: Tried,
        sources: Sequence[Source],
        place: Place,
        others: tuple[Any, ...] = (),
    ) -> None:
        origin = next((spot[0] for source in sources for spot in source.reached.spots if spot), None)
        self._say(
            Refused,
            place.at,
            place.target,
            sources=tuple(written(source.reached.trail) for source in sources),
            origin=origin,
            what=what,
            source=written(found.trail),
            value=found.value,
            made=found.made,
            record=found.record,
            because=found.because,
            others=others,
        )

    def _say(self, kind: type[Fact], at: Pointer, target: str, **what: Any) -> None:
        self.facts.append(kind(at=at, target=target, outward=self.outward, **what))


def _entries(fields: Mapping[str, Declaration], at: Pointer) -> list[Line]:
    """Fields by the names on the ways of their targets."""
    return [
        Line(tuple(unescaped(step) for step in target.strip("/").split("/")), declared, (*at, target))
        for target, declared in fields.items()
    ]


def _grouped(entries: Iterable[Line]) -> dict[str, list[Line]]:
    """Fields by their first name."""
    found: dict[str, list[Line]] = {}
    for entry in entries:
        found.setdefault(entry.steps[0], []).append(entry)
    return found


_MOST_TOGETHER = 32
"""Choices of arguments of a function that are looked at together."""
_KEYWORDS = frozenset({"type", "enum", "pattern", "format", "minLength", "maxLength", "minimum", "maximum"}) | {
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
}


def _from(declared: Declaration) -> str:
    assert isinstance(declared, TakenForm | ReferenceForm), "the other forms make lists and objects"
    return declared.from_


def _sources(images: Iterable[Image]) -> tuple[Source, ...]:
    return tuple(source for image in images for source in image.sources)


def _takes(function: Function) -> str:
    names = ", ".join(argument.name for argument in function.arguments)
    return f"{names}, …" if function.variadic else names


def _other_readings(key: str) -> Iterator[Any]:
    """What else a key of a map may mean: true and false, whole numbers."""
    if key in ("true", "false"):
        yield key == "true"
    elif key.lstrip("-").isdecimal() and len(key) < 16:
        yield int(key)
