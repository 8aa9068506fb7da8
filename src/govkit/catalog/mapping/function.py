"""What a function of the mapping language is: typed, so that it can be checked, and small, so that it can be read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeAlias

from govkit.spec.schemas.patterns import includes
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Shape, Shapes, Spot

PACKAGE = "govkit.catalog.mapping.functions"
_MOST_DIGITS = 31
_MOST_DECIMALS = 14

Members: TypeAlias = Mapping[str, "Schema | int"]
"""The members of an object that a function makes: each a schema, or the number of the argument that it is."""

CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}
DECIMAL: Schema = {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"}
"""An amount as canonical entities hold it."""
MONEY: Schema = {
    "type": "object",
    "properties": {"amount": DECIMAL, "currency": CURRENCY},
    "required": ["amount", "currency"],
    "additionalProperties": False,
}
DATE: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
DAY_FORM: Schema = {"type": "string", "pattern": "^(?:YYYY|MM|DD|[-./ ])+$", "maxLength": 12}
"""A form in which a system writes days: `DD.MM.YYYY`."""


class Unmappable(Exception):
    """A value of which a function can make nothing; the message says why, after the value."""


class Undecided(Unmappable):
    """A value that names several things where one is meant: people decide which, and the message names them."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a function takes."""

    name: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Case:
    """An example: arguments, and what becomes of them; `refused` says why nothing does."""

    arguments: tuple[Any, ...]
    result: Any = None
    refused: str = ""


class Given:
    """What a function is given: the shape of each argument, and of its members."""

    def __init__(self, spots: Sequence[Spot], shapes: Shapes) -> None:
        self._spots = spots
        self._shapes = shapes

    def __getitem__(self, index: int) -> Shape:
        return self._shapes.of(self._spots[index])

    def __len__(self) -> int:
        return len(self._spots)

    def member(self, index: int, name: str) -> Shape:
        """The shape of a member of an argument that is an object."""
        return self._shapes.of(self[index].properties.get(name, ()))

    def item_member(self, index: int, name: str) -> Shape:
        """The shape of a member of the items of an argument that is a list of objects."""
        item = self._shapes.of(self[index].items or ())
        return self._shapes.of(item.properties.get(name, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the mapping language.

    `arguments` say what it takes; `output` what it makes of what it is given; `run` does it, and may
    raise Unmappable. `back` tells for each argument how it is had from the result: a function's name, `/name` of a
    member, or None where it is lost. `variadic`: the last argument may come again.
    """

    name: str
    summary: str
    arguments: tuple[Argument, ...]
    output: Callable[[Given], Schema | Members]
    run: Callable[..., Any]
    examples: tuple[Case, ...]
    back: tuple[str | None, ...] = ()
    variadic: bool = False
    empties: bool = False
    """Whether it may make no value of a value."""
    asked: Callable[..., list[Any]] | None = None
    """Values of the first argument of which it makes something, for those of the others where they are constant."""
    part: Callable[..., str] | None = None
    """What of the first argument alone it looks at, where the others are these constants: a name as facts use it."""
    unit: str = ""
    """In what the API has the value, where systems differ in that: `minor units`."""

    def argument(self, index: int) -> Argument | None:
        """The argument at a position; None where it takes no such one."""
        if index < len(self.arguments):
            return self.arguments[index]
        return self.arguments[-1] if self.variadic else None


@cache
def functions() -> dict[str, Function]:
    """Every function by name, sorted.

    Raises:
        RuntimeError: a module without a FUNCTION of its name. That is a mistake of ours.
    """
    module = importlib.import_module(PACKAGE)
    found: dict[str, Function] = {}
    for info in pkgutil.iter_modules(module.__path__):
        if info.name.startswith("_"):
            continue
        one = getattr(importlib.import_module(f"{PACKAGE}.{info.name}"), "FUNCTION", None)
        if not isinstance(one, Function) or one.name != info.name:
            raise RuntimeError(f"{PACKAGE}.{info.name} must define the FUNCTION {info.name}")
        found[one.name] = one
    return dict(sorted(found.items()))


def exact(value: Any) -> Decimal:
    """A number or a decimal text, exactly. Raises Unmappable."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Unmappable("is no number")
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise Unmappable("is no number") from None
    if not number.is_finite():
        raise Unmappable("is no finite number")
    return number


def plain(number: Decimal) -> str:
    """A decimal as text without an exponent: `1200.00`, `-0.5`."""
    text = format(number, "f")
    return "0" if text in ("-0", "0") else text


def to_number(number: Decimal) -> int | float:
    """A decimal as a JSON number. Raises Unmappable where that does not keep each digit."""
    if number == number.to_integral_value():
        return int(number)
    found = float(number)
    if exact(found) != number:
        raise Unmappable("has more digits than a JSON number keeps")
    return found


def scaled(shape: Shape, factor: float) -> dict[str, float]:
    """The bounds of a shape's numbers, times a factor."""
    return {key: value * factor for key, value in shape.limits.items() if "imum" in key}


def widths(shape: Shape, decimals: int = 0) -> tuple[int | None, bool]:
    """How many digits the whole numbers of a shape have at most before the last `decimals`; whether some are negative.

    None where there is no bound. A shape that lists its values is as wide as the widest.
    """
    if shape.enum is not None:
        numbers = [abs(value) for value in shape.enum if isinstance(value, int | float)]
        negative = any(isinstance(value, int | float) and value < 0 for value in shape.enum)
        bound: float | None = max(numbers, default=0)
    else:
        low = _bound(shape, "minimum", "exclusiveMinimum", max)
        high = _bound(shape, "maximum", "exclusiveMaximum", min)
        negative = low is None or low < 0
        bound = None if high is None or low is None else max(abs(low), abs(high))
    if bound is None:
        return None, negative
    return max(len(str(int(bound))) - decimals, 1), negative


def places_of(shape: Shape) -> int | None:
    """How many decimals the numbers of a shape have at most; None where there is no bound."""
    if shape.types <= {"integer", "null"}:
        return 0
    steps = [-int(Decimal(repr(step)).normalize().as_tuple().exponent) for step in shape.sets.get("multipleOf", ())]
    return max(min(steps), 0) if steps else None


def _bound(shape: Shape, inclusive: str, exclusive: str, tighter: Callable[[list[float]], float]) -> float | None:
    said = [shape.limits[key] for key in (inclusive, exclusive) if key in shape.limits]
    return tighter(said) if said else None


def decimal_schema(digits: int | None, negative: bool, least: int, most: int) -> Schema:
    """Decimal texts with at most so many digits before the point, and from `least` to `most` after it."""
    whole = f"[0-9]{{1,{digits}}}" if digits is not None else "[0-9]+"
    fraction = rf"\.[0-9]{{{max(least, 1)},{most}}}" if most else ""
    optional = f"({fraction})?" if most and not least else fraction
    return {"type": "string", "pattern": f"^{'-?' if negative else ''}{whole}{optional}$"}


def digits_of(shape: Shape) -> int | None:
    """How many digits the decimal texts of a shape have at most before the point; None where no bound is proved."""
    listed = texts_of(shape)
    if listed is not None:
        return max((len(text.lstrip("-").partition(".")[0]) for text in listed), default=1)
    for digits in range(1, _MOST_DIGITS):
        wide = rf"^-?[0-9]{{1,{digits}}}(\.[0-9]+)?$"
        if any(includes(wide, pattern) for pattern in shape.sets.get("pattern", ())):
            return digits
    return None


def decimals_of(shape: Shape) -> int | None:
    """How many digits the decimal texts of a shape have at most after the point; None where no bound is proved."""
    listed = texts_of(shape)
    if listed is not None:
        return max((len(text.partition(".")[2]) for text in listed), default=0)
    for decimals in range(_MOST_DECIMALS):
        fraction = rf"(\.[0-9]{{1,{decimals}}})?" if decimals else ""
        if any(includes(f"^-?[0-9]+{fraction}$", pattern) for pattern in shape.sets.get("pattern", ())):
            return decimals
    return None


def may_be_negative(shape: Shape) -> bool:
    """Whether some of the decimal texts of a shape may have a minus before them."""
    listed = texts_of(shape)
    if listed is not None:
        return any(text.startswith("-") for text in listed)
    return not any(includes(r"^[0-9]+(\.[0-9]+)?$", pattern) for pattern in shape.sets.get("pattern", ()))


def texts_of(shape: Shape) -> list[str] | None:
    """The texts that a shape lists; None where it does not."""
    return None if shape.enum is None else [value for value in shape.enum if isinstance(value, str)]
