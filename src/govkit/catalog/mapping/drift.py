"""Drift: two systems that hold one canonical field differently, and values of one that the other cannot hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from govkit.catalog.entries.declarations import EachForm, FunctionForm
from govkit.catalog.mapping.compiled import Run, made_by
from govkit.catalog.mapping.holdings import Holding
from govkit.catalog.mapping.reach import Reach
from govkit.catalog.mapping.trial import Outcome, Source
from govkit.catalog.mapping.wording import shown
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made
from govkit.spec.schemas.patterns import includes, matches
from govkit.spec.schemas.shape import Shape, Spot
from govkit.spec.schemas.standalone import Role, standalone

_CURRENCIES = ("EUR", "USD", "BHD")
_TRIED = 300
_DECIMAL = re.compile(r"(?P<sign>-?)0*(?P<whole>[0-9]+)(?:\.(?P<fraction>[0-9]+))?")
_MOST_DECIMALS = 9
_SHOWN = 6
_LONGEST = 2_000
_ITEMS = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which two systems differ: a word for it, and what it comes to."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that one system may send and that the other cannot hold: as it comes, as the entity has it, and why.

    `holding` is what it comes from.
    """

    holding: Holding
    value: Any
    canonical: Any
    because: str


class Comparing:
    """Compares what systems hold of one canonical field."""

    def __init__(self, fitting: Fitting) -> None:
        self._fitting = fitting

    # ----------------------------------------------------------------------------------------------------- differences

    def differences(self, one: Holding, other: Holding, names: tuple[str, str]) -> list[Difference]:
        """How two holdings differ, under the names of their systems."""
        a, b = _Side(one, self._fitting, names[0]), _Side(other, self._fitting, names[1])
        alike = a.plain and b.plain and self._same(one.api, other.api)
        asked = _OF_MAKE if alike else (*_OF_VALUES, *_OF_MAKE)
        found = [difference for ask in asked if (difference := ask(a, b)) is not None]
        return found if found or alike else self._of_items(one, other, names)

    def _of_items(self, one: Holding, other: Holding, names: tuple[str, str]) -> list[Difference]:
        """How the items of two lists differ that are taken as they are."""
        reach = Reach(self._fitting)
        items = [reach.items_of(holding.api) for holding in (one, other)]
        if not all(items) or isinstance(one.making.declared, EachForm) or isinstance(other.making.declared, EachForm):
            return []
        a, b = (replace(holding, api=spots, image=spots) for holding, spots in zip((one, other), items, strict=True))
        return [Difference("items", f"of each item: {found.words}") for found in self.differences(a, b, names)]

    def _same(self, ones: Sequence[Spot], others: Sequence[Spot]) -> bool:
        """Whether two sets of schemas allow the same values, in whatever words."""
        one, other = self._union(ones), self._union(others)
        return (
            one is not None
            and other is not None
            and self._fitting.proved(one, other)
            and self._fitting.proved(other, one)
        )

    def nearest(
        self, ones: Sequence[Holding], others: Sequence[Holding], names: tuple[str, str]
    ) -> tuple[Holding, Holding, list[Difference]]:
        """Of what two systems hold the two that differ the least."""
        pairs = ((one, other, self.differences(one, other, names)) for one in ones for other in others)
        return min(pairs, key=lambda pair: len(pair[2]))

    # ---------------------------------------------------------------------------------------------------------- losses

    def loss(self, sending: Sequence[Holding], taking: Sequence[Holding]) -> Loss | None:
        """A value of the one system that the other cannot hold; None where none was found.

        It is run through both mappings. Texts of the same number are the same value.
        """
        read = [spot for one in taking if not one.outward for spot in one.image]
        held = self._union(read)
        for one in sending:
            if one.outward or (held is not None and all(self._fitting.proved(spot, held) for spot in one.image)):
                continue
            found = self._lost(one, taking, read)
            if found is not None:
                return found
        return None

    def held(self, sending: Sequence[Holding], taking: Sequence[Holding]) -> bool:
        """Whether it is proved that the other system can hold all that the one may send."""
        read = [spot for one in taking if not one.outward for spot in one.image]
        plain = [spot for one in taking if one.outward and isinstance(one.making.declared, str) for spot in one.api]
        held = self._union(read or plain)
        sent = [spot for one in sending if not one.outward for spot in one.image]
        return held is not None and all(self._fitting.proved(spot, held) for spot in sent)

    def _lost(self, sending: Holding, taking: Sequence[Holding], read: Sequence[Spot]) -> Loss | None:
        making = sending.making
        hints = [spot for one in taking for spot in (*one.image, *one.api)] + [*sending.canonical]
        decimal = self._is_decimal(sending.canonical)
        for outcome in islice(self._outcomes(sending, read, hints), _TRIED):
            value = _within(outcome.made, making.member)
            if value is None or (outcome.unmapped and not isinstance(making.declared, EachForm)):
                continue
            because = self._refused(value, taking, read, decimal)
            if because:
                return Loss(sending, outcome.values[outcome.index], value, because)
        return None

    def _outcomes(self, sending: Holding, read: Sequence[Spot], hints: Sequence[Spot]) -> Iterator[Outcome]:
        making = sending.making
        declared, target, sources = making.declared, making.target, making.sources
        longer = self._longer(sources, read) if isinstance(declared, EachForm) else []
        codes = _CURRENCIES if isinstance(declared, FunctionForm) and len(sources) > 1 else ("",)
        for code in codes:
            yield from making.trial.outcomes(declared, target, sources, hints, longer, beside=(code,))

    def _longer(self, sources: Sequence[Source], read: Sequence[Spot]) -> list[Any]:
        """Lists with one more item than the other system takes."""
        most = _loosest([self._fitting.shapes.of(spot) for spot in read], "maxItems", max)
        if most is None or most > _LONGEST:
            return []
        items = Reach(self._fitting).items_of(sources[0].reached.spots)
        return [[item] * (int(most) + 1) for spot in items for item in islice(self._fitting.values.some(spot), _ITEMS)]

    def _refused(self, value: Any, taking: Sequence[Holding], read: Sequence[Spot], decimal: bool) -> str:
        """Why no holding of a system has a place for a canonical value; empty where one has."""
        same = list(_same_numbers(value)) if decimal else [value]
        if read:
            validators = [self._fitting.validator(spot, Role.PLAIN) for spot in read]
            if any(one.accepts(other) for one in validators for other in same):
                return ""
            return _about_it(validators[0].refusals(value, 1)[0].message, value)
        because = ""
        for one in taking:
            refusals = [self._unwritten(one, other) for other in same]
            if not all(refusals):
                return ""
            because = because or refusals[0]
        return because

    def _unwritten(self, one: Holding, value: Any) -> str:
        """Why a canonical value cannot be written to the API; empty where it can."""
        making = one.making
        record: dict[str, Any] = {}
        level = record
        *above, last = making.sources[0].way.steps
        for step in above:
            level = level.setdefault(step, {})
        level[last] = value
        run = Run(record)
        written = made_by(making.declared, making.target, outward=True)(record, run)
        if run.unmapped and not isinstance(making.declared, EachForm):
            return run.unmapped[0].because
        for spot in one.image:
            validator = self._fitting.validator(spot, Role.PLAIN)
            if written is not None and not validator.accepts(written):
                return _about_it(validator.refusals(written, 1)[0].message, written)
        return ""

    def _is_decimal(self, canonical: Sequence[Spot]) -> bool:
        """Whether a canonical field takes numbers as text, and nothing else."""
        takes = [self._fitting.validator(spot, Role.PLAIN) for spot in canonical]
        return bool(takes) and all(one.accepts("1.5") and not one.accepts("x") for one in takes)

    def _union(self, spots: Sequence[Spot]) -> Spot | None:
        """One schema of all values of some."""
        if len(spots) < 2:
            return spots[0] if spots else None
        branches = [standalone(spot, Role.WRITER) for spot in spots]
        definitions: dict[str, Any] = {}
        for branch in branches:
            definitions |= branch.pop("$defs", {})
        return made({"$defs": definitions, "anyOf": branches} if definitions else {"anyOf": branches})


def _about_it(refusal: str, value: Any) -> str:
    """A refusal that does not repeat the value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"it {refusal[len(text) + 1 :]}" if refusal.startswith(f"{text} ") else refusal


def _within(value: Any, member: Sequence[str]) -> Any:
    for step in member:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _same_numbers(value: Any) -> Iterator[Any]:
    """The texts of the same number: `1`, `1.0`, `01.00`."""
    yield value
    found = _DECIMAL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return
    least = (found["fraction"] or "").rstrip("0")
    sign = found["sign"] if least or found["whole"] != "0" else ""
    for decimals in range(len(least), _MOST_DECIMALS + 1):
        yield f"{sign}{found['whole']}.{least.ljust(decimals, '0')}" if decimals else f"{sign}{found['whole']}"


# ---------------------------------------------------------------------------------------------------- what differs


class _Side:
    """What a holding says, keyword by keyword, and what its system is called."""

    def __init__(self, holding: Holding, fitting: Fitting, name: str) -> None:
        self.holding = holding
        self.name = name
        self.api = [fitting.shapes.of(spot) for spot in holding.api]
        self.image = [fitting.shapes.of(spot) for spot in holding.image] if not holding.outward else []

    @property
    def plain(self) -> bool:
        """Whether the API has the value as the entity has it."""
        return self.holding.how in ("", "first", "each") and not self.holding.unit

    def types(self) -> frozenset[str]:
        return frozenset(kind for shape in self.api for kind in shape.types) - {"null"}

    def texts(self) -> bool:
        """Whether it is text of any sort, and not one of a list."""
        return self.types() == {"string"} and self.words() is None

    def words(self) -> tuple[Any, ...] | None:
        """The values that the API lists; None where it does not."""
        return _listed(self.api)

    def values(self) -> tuple[Any, ...] | None:
        """The canonical values that it may be, where they are listed."""
        return _listed(self.image) if self.image else None

    def limit(self, key: str, loosest: Callable[[Any], Any]) -> float | int | None:
        """The loosest of a bound; None where one schema has none."""
        bounds = [shape.limits.get(key) for shape in self.api]
        return None if not bounds or None in bounds else loosest(bounds)

    def said(self, keyword: str) -> tuple[Any, ...]:
        """What its schemas say under a keyword that adds up."""
        return tuple(dict.fromkeys(value for shape in self.api for value in shape.sets.get(keyword, ())))

    def decimals(self) -> int | None:
        """How many decimals it has at most; None where that is not bounded, or it is no number."""
        found = [_decimals(shape) for shape in (self.image or self.api)]
        return None if not found or None in found else max(one for one in found if one is not None)


_Question = Callable[[_Side, _Side], "Difference | None"]


def _listed(shapes: Sequence[Shape]) -> tuple[Any, ...] | None:
    if not shapes or any(shape.enum is None for shape in shapes):
        return None
    values = [value for shape in shapes for value in shape.enum or () if value is not None]
    return tuple({repr(value): value for value in values}.values())


def _decimals(shape: Shape) -> int | None:
    if "integer" in shape.types:
        return 0
    if "number" in shape.types:
        steps = [step for step in shape.sets.get("multipleOf", ()) if step]
        return min((len(f"{step:.9f}".rstrip("0").partition(".")[2]) for step in steps), default=None)
    patterns = shape.sets.get("pattern", ())
    if shape.enum is not None or not patterns:
        return None
    taken = [n for n in range(_MOST_DECIMALS + 1) if _takes_decimals(patterns, n)]
    return max(taken, default=None) if not all(matches(pattern, "x") for pattern in patterns) else None


def _takes_decimals(patterns: Sequence[str], decimals: int) -> bool:
    text = f"1.{'1' * decimals}" if decimals else "1"
    return all(matches(pattern, text) for pattern in patterns)


def _type(a: _Side, b: _Side) -> Difference | None:
    one, other = a.types(), b.types()
    if one == other or not one or not other:
        return None
    return Difference("type", f"{_list(sorted(one))} in {a.name}, {_list(sorted(other))} in {b.name}")


def _unit(a: _Side, b: _Side) -> Difference | None:
    one, other = a.holding.unit, b.holding.unit
    if one == other:
        return None
    as_it_is = "the canonical form"
    return Difference("unit", f"{one or as_it_is} in {a.name}, {other or as_it_is} in {b.name}")


def _enum(a: _Side, b: _Side) -> Difference | None:
    one, other = a.values(), b.values()
    if one is None and other is None:
        return None
    if one is None or other is None:
        listed, free = (b, a) if one is None else (a, b)
        if not free.image or free.types() != {"string"}:
            return None
        return Difference("enum", f"one of {len(listed.values() or ())} values in {listed.name}, any in {free.name}")
    alone = [
        (side, [value for value in mine if value not in theirs])
        for side, mine, theirs in ((a, one, other), (b, other, one))
    ]
    said = "; ".join(f"only {side.name} has {_values(values)}" for side, values in alone if values)
    return Difference("enum", said) if said else None


def _vocabulary(a: _Side, b: _Side) -> Difference | None:
    one, other = a.words(), b.words()
    if one is None or other is None or {*map(repr, one)} == {*map(repr, other)}:
        return None
    if "map" not in (a.holding.how, b.holding.how):
        return None  # the same words: those that one lacks are told of already
    mine, theirs = ([word for word in some if word not in others] for some, others in ((one, other), (other, one)))
    said = [f"{name} says {_values(words)}" for name, words in ((a.name, mine), (b.name, theirs)) if words]
    return Difference("vocabulary", ", ".join(said))


def _length(a: _Side, b: _Side) -> Difference | None:
    if not (a.texts() and b.texts() and a.plain and b.plain):
        return None
    most = [side.limit("maxLength", max) for side in (a, b)]
    least = [side.limit("minLength", min) or 0 for side in (a, b)]
    return _bounds("length", "characters", (a, b), most, least)


def _bounds(
    kind: str, what: str, sides: tuple[_Side, _Side], most: Sequence[float | None], least: Sequence[float]
) -> Difference | None:
    """A difference of how many there may be."""
    a, b = sides
    said = []
    if most[0] != most[1]:
        one, other = most
        rest = f": {abs(int(one - other))} have no place there" if one is not None and other is not None else ""
        less, more = (a, b) if other is None or (one is not None and one < other) else (b, a)
        counts = dict(zip((a.name, b.name), map(_bound, most), strict=True))
        said.append(f"at most {counts[more.name]} {what} in {more.name}, {counts[less.name]} in {less.name}{rest}")
    if least[0] != least[1]:
        said.append(f"at least {least[0]} {what} in {a.name}, {least[1]} in {b.name}")
    return Difference(kind, "; ".join(said)) if said else None


def _range(a: _Side, b: _Side) -> Difference | None:
    numeric = {"integer", "number"}
    if not (a.types() and a.types() <= numeric and b.types() and b.types() <= numeric):
        return None
    if a.holding.unit != b.holding.unit or a.words() is not None or b.words() is not None:
        return None
    said = []
    for keys, loosest, word in (
        (("minimum", "exclusiveMinimum"), min, "from"),
        (("maximum", "exclusiveMaximum"), max, "to"),
    ):
        for key in keys:
            one, other = a.limit(key, loosest), b.limit(key, loosest)
            if one != other:
                bounds = ["without a bound" if bound is None else f"{word} {bound}" for bound in (one, other)]
                said.append(f"{bounds[0]} in {a.name}, {bounds[1]} in {b.name}")
    return Difference("range", "; ".join(said)) if said else None


def _precision(a: _Side, b: _Side) -> Difference | None:
    one, other = a.decimals(), b.decimals()
    if one == other or (one is None and other is None):
        return None
    numeric = {"integer", "number"}
    if (one is None and not a.types() & numeric) or (other is None and not b.types() & numeric):
        return None
    return Difference("precision", f"{_bound(one)} decimals in {a.name}, {_bound(other)} decimals in {b.name}")


def _format(a: _Side, b: _Side) -> Difference | None:
    one, other = a.said("format"), b.said("format")
    if {*one} == {*other} or not (a.types() == b.types() == {"string"}):
        return None
    said = f"{_list(one) or 'no format'} in {a.name}, {_list(other) or 'no format'} in {b.name}"
    days = {("date-time",): {("date",): b.name}, ("date",): {("date-time",): a.name}}.get(one, {}).get(other)
    return Difference("format", f"{said}: the time of day has no place in {days}" if days else said)


def _pattern(a: _Side, b: _Side) -> Difference | None:
    one, other = a.said("pattern"), b.said("pattern")
    if {*one} == {*other} or not (a.texts() and b.texts() and a.plain and b.plain):
        return None
    if len(one) == len(other) == 1 and includes(one[0], other[0]) and includes(other[0], one[0]):
        return None  # the same in other words: what differs is something else
    words = [f"`{patterns[0]}`" if patterns else "no pattern" for patterns in (one, other)]
    return Difference("pattern", f"{words[0]} in {a.name}, {words[1]} in {b.name}")


def _count(a: _Side, b: _Side) -> Difference | None:
    if not (a.image and b.image) or any("array" not in shape.types for shape in (*a.image, *b.image)):
        return None
    most = [_loosest(side.image, "maxItems", max) for side in (a, b)]
    least = [_loosest(side.image, "minItems", min) or 0 for side in (a, b)]
    return _bounds("count", "items", (a, b), most, least)


def _presence(a: _Side, b: _Side) -> Difference | None:
    if a.holding.always is b.holding.always or a.holding.outward or b.holding.outward:
        return None
    always, maybe = (a, b) if a.holding.always else (b, a)
    return Difference("presence", f"always there in {always.name}, not always in {maybe.name}")


_OF_VALUES: tuple[_Question, ...] = (_type, _enum, _length, _range, _precision, _format, _pattern, _count)
_OF_MAKE: tuple[_Question, ...] = (_unit, _vocabulary, _presence)


def _loosest(shapes: Sequence[Shape], key: str, loosest: Callable[[Any], Any]) -> float | int | None:
    bounds = [shape.limits.get(key) for shape in shapes]
    return None if not bounds or None in bounds else loosest(bounds)


def _bound(value: float | int | None) -> str:
    return "any number of" if value is None else str(value)


def _values(values: Sequence[Any]) -> str:
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return ", ".join(map(shown, values[:_SHOWN])) + more


def _list(values: Sequence[Any]) -> str:
    return " or ".join(map(str, values))
