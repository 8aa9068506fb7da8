"""Values as JavaScript sees them: what is true, what is equal, what is less, what a number and a text of it are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED, Undefined


class Thrown(Exception):
    """JavaScript would have thrown here: a member of undefined, a method that a value does not have."""


class Endless(Thrown):
    """A search that takes too long, as the next one of its kind would."""


class Matches(list[Any]):
    """What `match` and `exec` give: the whole match and its groups, and beside them `index`, `input` and `groups`."""

    def __init__(self, parts: Iterable[Any], index: int, text: str, names: Mapping[str, int]) -> None:
        super().__init__(parts)
        groups = {name: self[number] for name, number in names.items()}
        self.members = {"index": index, "input": text, "groups": groups or UNDEFINED}


def is_nothing(value: Any) -> bool:
    """Whether a value is null or undefined."""
    return value is None or value is UNDEFINED


def is_true(value: Any) -> bool:
    """Whether JavaScript takes a value for true: arrays and objects always, of texts and numbers all but empty ones."""
    if value.__class__ is dict or value.__class__ is list:
        return True
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def kind_of(value: Any) -> str:
    """The answer of `typeof`."""
    match value:
        case Undefined():
            return "undefined"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case Method():
            return "function"
        case _:
            return "object"


def same(left: Any, right: Any) -> bool:
    """`===`: containers are the same only where they are one object."""
    if isinstance(left, str) or isinstance(right, str):
        return isinstance(left, str) and isinstance(right, str) and left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return left is right


def equal(left: Any, right: Any) -> bool:
    """`==`: null is undefined, and what is of different kinds is compared as numbers or texts."""
    if is_nothing(left) or is_nothing(right):
        return is_nothing(left) and is_nothing(right)
    if _is_object(left) and _is_object(right):
        return left is right
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return number(left) == number(right)


def less(left: Any, right: Any) -> bool | None:
    """`<`, or None where the two cannot be compared, which makes every comparison false."""
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) and isinstance(right, str):
        return left.encode("utf-16-be", "surrogatepass") < right.encode("utf-16-be", "surrogatepass")
    a, b = number(left), number(right)
    return None if math.isnan(a) or math.isnan(b) else a < b


def number(value: Any) -> float:
    """A value as a number, NaN where it is none."""
    value = _primitive(value)
    match value:
        case bool():
            return float(value)
        case int() | float():
            return _as_float(value)
        case None:
            return 0.0
        case str():
            return _of_text(value.strip())
        case _:
            return math.nan


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _of_text(text: str) -> float:
    if not text:
        return 0.0
    try:
        if text[:2].lower() in ("0x", "0o", "0b"):
            return float(int(text, 0))
        if "_" in text or text.lower().lstrip("+-") in ("inf", "nan", "infinity"):
            return math.inf if text in ("Infinity", "+Infinity") else -math.inf if text == "-Infinity" else math.nan
        return float(text)
    except ValueError:
        return math.nan


def text_of(value: Any) -> str:
    """A value as a text, as `String(…)` makes it."""
    match value:
        case str():
            return value
        case Undefined():
            return "undefined"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return text_of_number(value)
        case list():
            return ",".join("" if is_nothing(item) else text_of(item) for item in value)
        case _:
            return "[object Object]"


def text_of_number(value: float) -> str:
    """A number as JavaScript writes it."""
    value = _as_float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    digits, _, exponent = text.partition("e")
    if exponent and -7 <= int(exponent) < 0:
        return f"{value:.{-int(exponent) + len(digits.replace('-', '').replace('.', '')) - 1}f}"
    return f"{digits.removesuffix('.0')}e{int(exponent):+d}" if exponent else text


def plus(left: Any, right: Any) -> Any:
    """`+`: joins texts, adds numbers."""
    left, right = _primitive(left), _primitive(right)
    if isinstance(left, str) or isinstance(right, str):
        return text_of(left) + text_of(right)
    return number(left) + number(right)


def _is_object(value: Any) -> bool:
    return kind_of(value) == "object" and value is not None


def _primitive(value: Any) -> Any:
    return text_of(value) if _is_object(value) else value


class Method:
    """A method that is asked for and not called, as filters do to know whether a value has it."""

    __slots__ = ()


METHOD = Method()
_OF_BOTH = "at concat includes indexOf lastIndexOf slice toLocaleString toString valueOf hasOwnProperty "
_OF_LISTS = """copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach
join keys map pop push reduce reduceRight reverse shift some sort splice unshift values"""
_OF_TEXTS = """charAt charCodeAt codePointAt endsWith localeCompare match matchAll normalize padEnd padStart repeat
replace replaceAll search split startsWith substr substring toLowerCase toUpperCase trim trimEnd trimStart"""
_NAMES = {list: frozenset((_OF_BOTH + _OF_LISTS).split()), str: frozenset((_OF_BOTH + _OF_TEXTS).split())}
METHOD_NAMES = _NAMES[list] | _NAMES[str]
"""What a member of an array or a text may be called though nobody has written one."""

_CONSTRUCTORS = (
    (dict, "Object"), (list, "Array"), (str, "String"), (bool, "Boolean"), (int | float, "Number"),
)  # fmt: skip


def _constructor(of: Any) -> Any:
    """What has made a value, of which a filter may ask the `name`."""
    return next(({"name": name} for kind, name in _CONSTRUCTORS if isinstance(of, kind)), UNDEFINED)


def member(of: Any, name: str) -> Any:
    """`of[name]`, where names of an array are its indexes and `length`. Raises Thrown where `of` is nothing."""
    if of.__class__ is dict and (name in of or name != "constructor"):
        return of.get(name, UNDEFINED)
    if is_nothing(of):
        raise Thrown(f"there is no {name} of {text_of(of)}")
    if isinstance(of, Matches) and name in of.members:
        return of.members[name]
    if name == "constructor":
        return _constructor(of)
    if isinstance(of, dict):
        return of.get(name, UNDEFINED)
    if isinstance(of, list | str):
        if name == "length":
            return len(of) if isinstance(of, list) else len(of.encode("utf-16-le", "surrogatepass")) // 2
        if name.isascii() and name.isdigit() and str(int(name)) == name and int(name) < len(of):
            return of[int(name)]
        if name in _NAMES[list if isinstance(of, list) else str]:
            return METHOD
    return UNDEFINED
