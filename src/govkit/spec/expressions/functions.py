"""The functions of expressions: few, named, total. What cannot be answered is missing, and never raised."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Protocol

from pydantic_core import SchemaError, SchemaValidator, core_schema

from govkit.spec.expressions.days import pattern_of, read_day, written_day
from govkit.spec.expressions.values import (
    EXACT,
    MISSING,
    bounded,
    compared,
    instant_of,
    instant_text,
    is_day,
    number_of,
    plain_text,
)

_DURATION = re.compile(
    r"P(?:([0-9]{1,5})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?\Z"
)
_LONGEST_PATTERN = 500


class World(Protocol):
    """What expressions may ask of the world around them: the time, and other records."""

    def now(self) -> datetime:
        """The time."""

    def records(self, collection: str) -> list[Any]:
        """The records of a collection; none of one that there is not."""

    def records_where(self, collection: str, way: tuple[str, ...], texts: list[str]) -> list[Any]:
        """The records of which a field is, or holds, one of some texts, and perhaps others."""

    def lookup(self, collection: str, key: str) -> Any:
        """The record of a key; MISSING where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function. Where it goes through a list (`each`), its second value is made anew for each `$item`.

    `apply` is given the values and the world; one that goes through a list is given the items and the values made of
    them. `constants` are the values that must be texts in quotes, each with what tells why one is refused.
    """

    name: str
    signature: str
    summary: str
    apply: Callable[..., Any]
    least: int
    most: int
    each: bool = False
    chooses: bool = False
    """Whether only items count of which the second value is true."""

    truth: bool = False
    constants: Mapping[int, Callable[[str], str]] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------------------------- numbers


def _sum(_: list[Any], values: list[Any]) -> Any:
    total = Decimal(0)
    for value in values:
        number = number_of(value)
        if number is not None:
            total = EXACT.add(total, number)
    return _number(total)


def _number(value: Decimal) -> Any:
    found = bounded(value)
    return MISSING if found is None else found


def _extreme(sign: int) -> Callable[[list[Any], list[Any]], Any]:
    def extreme(_: list[Any], values: list[Any]) -> Any:
        best: Any = MISSING
        for value in values:
            if value is MISSING or value is None:
                continue
            order = compared(value, best) if best is not MISSING else sign
            if order is not None and order * sign > 0:
                best = value
        return best

    return extreme


def _rounded(_: World, value: Any, digits: Any = Decimal(0)) -> Any:
    number, places = number_of(value), number_of(digits)
    if number is None or places is None or not 0 <= places <= 20:
        return MISSING
    return number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, EXACT)


def _as_number(_: World, value: Any) -> Any:
    number = number_of(value)
    return MISSING if number is None else number


# --------------------------------------------------------------------------------------------------------------- lists


def _count(items: list[Any], values: list[Any]) -> Any:
    return Decimal(len(items) if values is items else sum(1 for value in values if value is True))


def _exists(_: list[Any], values: list[Any]) -> Any:
    return any(value is True for value in values)


def _find(items: list[Any], values: list[Any]) -> Any:
    return next((item for item, value in zip(items, values, strict=True) if value is True), MISSING)


def _where(items: list[Any], values: list[Any]) -> Any:
    return [item for item, value in zip(items, values, strict=True) if value is True]


def _joined(_: World, items: Any, between: Any = ", ") -> Any:
    return plain_text(between).join(map(plain_text, items)) if isinstance(items, list) else MISSING


def _first(_: World, items: Any) -> Any:
    return items[0] if isinstance(items, list) and items else MISSING


def _last(_: World, items: Any) -> Any:
    return items[-1] if isinstance(items, list) and items else MISSING


# --------------------------------------------------------------------------------------------------------------- times


def duration_of(text: Any) -> timedelta | None:
    """A duration of ISO 8601 without months and years (`PT2H`)."""
    found = _DURATION.match(text) if isinstance(text, str) and len(text) > 2 and text[-1] != "T" else None
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _moved(value: Any, by: timedelta) -> Any:
    instant = instant_of(value)
    if instant is None:
        return MISSING
    try:
        moved = instant + by
    except OverflowError:
        return MISSING
    return moved.date().isoformat() if is_day(value) and not by % timedelta(days=1) else instant_text(moved)


def _days_after(_: World, value: Any, days: Any) -> Any:
    number = number_of(days)
    return MISSING if number is None or abs(number) > 1_000_000 else _moved(value, timedelta(days=int(number)))


def _months_after(_: World, value: Any, months: Any) -> Any:
    instant, number = instant_of(value), number_of(months)
    if instant is None or number is None or abs(number) > 12_000:
        return MISSING
    year, month = divmod(instant.year * 12 + instant.month - 1 + int(number), 12)
    if not 1 <= year <= 9999:
        return MISSING
    moved = instant.replace(year=year, month=month + 1, day=min(instant.day, calendar.monthrange(year, month + 1)[1]))
    return moved.date().isoformat() if is_day(value) else instant_text(moved)


def _after(_: World, value: Any, duration: Any) -> Any:
    by = duration_of(duration)
    return MISSING if by is None else _moved(value, by)


def _days_between(_: World, earlier: Any, later: Any) -> Any:
    a, b = instant_of(earlier), instant_of(later)
    return MISSING if a is None or b is None else Decimal((b.date() - a.date()).days)


def _date(_: World, value: Any) -> Any:
    instant = instant_of(value)
    return MISSING if instant is None else instant.date().isoformat()


def _date_from_text(_: World, value: Any, form: Any) -> Any:
    found = read_day(value, form) if isinstance(form, str) and pattern_of(form) is not None else None
    return MISSING if found is None else found.isoformat()


def _text_from_date(_: World, value: Any, form: Any) -> Any:
    instant = instant_of(value)
    known = instant is not None and isinstance(form, str) and pattern_of(form) is not None
    return written_day(instant.date(), form) if known and instant is not None else MISSING


def _no_form(text: str) -> str:
    return "" if pattern_of(text) is not None else "this is no form of days, such as DD.MM.YYYY"


def _instant(_: World, value: Any) -> Any:
    instant = instant_of(value)
    return MISSING if instant is None else instant_text(instant)


def _epoch(_: World, value: Any) -> Any:
    instant = instant_of(value)
    return MISSING if instant is None else Decimal(int(instant.timestamp()))


# --------------------------------------------------------------------------------------------------------------- texts


def refused_pattern(pattern: str) -> str:
    """Why a text is no regular expression; empty where it is one."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"a pattern has at most {_LONGEST_PATTERN} characters"
    try:
        _pattern(pattern)
    except SchemaError:
        return "this is no regular expression, or one that looks around"
    return ""


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> SchemaValidator:
    """A regular expression of an engine that takes time in proportion to the text, whatever the pattern."""
    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True))


def _matches(_: World, value: Any, pattern: Any) -> Any:
    if not isinstance(value, str) or not isinstance(pattern, str):
        return False
    try:
        return bool(_pattern(pattern).isinstance_python(value))
    except SchemaError:
        return False


def _contains(_: World, value: Any, part: Any) -> Any:
    return isinstance(value, str) and isinstance(part, str) and part in value


def _starts_with(_: World, value: Any, part: Any) -> Any:
    return isinstance(value, str) and isinstance(part, str) and value.startswith(part)


def _bare(value: Any) -> str | None:
    return value if isinstance(value, str) else None


_ALL = (
    Function(name="sum", signature="sum(list, value of $item)", summary="What the numbers of a list come to.",
             apply=_sum, least=1, most=2, each=True),
    Function(name="count", signature="count(list, condition on $item)", summary="How many items there are, of a kind.",
             apply=_count, least=1, most=2, each=True, chooses=True),
    Function(name="min", signature="min(list, value of $item)", summary="The least number, date or text.",
             apply=_extreme(-1), least=1, most=2, each=True),
    Function(name="max", signature="max(list, value of $item)", summary="The greatest number, date or text.",
             apply=_extreme(1), least=1, most=2, each=True),
    Function(name="exists", signature="exists(list, condition on $item)", summary="Whether an item meets a condition.",
             apply=_exists, least=2, most=2, each=True, chooses=True, truth=True),
    Function(name="every", signature="every(list, condition on $item)", summary="Whether all items meet a condition.",
             apply=lambda _, values: all(value is True for value in values), least=2, most=2, each=True, truth=True),
    Function(name="find", signature="find(list, condition on $item)", summary="The first item that meets a condition.",
             apply=_find, least=2, most=2, each=True, chooses=True),
    Function(name="where", signature="where(list, condition on $item)", summary="The items that meet a condition.",
             apply=_where, least=2, most=2, each=True, chooses=True),
    Function(name="each", signature="each(list, value of $item)", summary="A value for each item.",
             apply=lambda _, values: [value for value in values if value is not MISSING], least=2, most=2, each=True),
    Function(name="lookup", signature="lookup('/collection', identifier)", summary="The record of an identifier.",
             apply=lambda world, name, key: world.lookup(plain_text(name), plain_text(key)), least=2, most=2),
    Function(name="first", signature="first(list)", summary="The first item.", apply=_first, least=1, most=1),
    Function(name="last", signature="last(list)", summary="The last item.", apply=_last, least=1, most=1),
    Function(name="join", signature="join(list, text between)", summary="The items as one text.",
             apply=_joined, least=1, most=2),
    Function(name="round", signature="round(number, digits)", summary="A number of so many digits, halves rounded up.",
             apply=_rounded, least=1, most=2),
    Function(name="number", signature="number(text)", summary="The number that a text tells.",
             apply=_as_number, least=1, most=1),
    Function(name="text", signature="text(value)", summary="A value as text.",
             apply=lambda _, value: plain_text(value), least=1, most=1),
    Function(name="lower", signature="lower(text)", summary="A text in small letters.",
             apply=lambda _, value: MISSING if _bare(value) is None else value.lower(), least=1, most=1),
    Function(name="upper", signature="upper(text)", summary="A text in capitals.",
             apply=lambda _, value: MISSING if _bare(value) is None else value.upper(), least=1, most=1),
    Function(name="matches", signature="matches(text, 'pattern')", summary="Whether a pattern is found in a text.",
             apply=_matches, least=2, most=2, truth=True, constants={1: refused_pattern}),
    Function(name="contains", signature="contains(text, part)", summary="Whether a text has a part.",
             apply=_contains, least=2, most=2, truth=True),
    Function(name="starts_with", signature="starts_with(text, part)", summary="Whether a text begins with a part.",
             apply=_starts_with, least=2, most=2, truth=True),
    Function(name="has", signature="has(value)", summary="Whether there is a value, null or other.",
             apply=lambda _, value: value is not MISSING, least=1, most=1, truth=True),
    Function(name="default", signature="default(value, other)", summary="A value; another where it is null or missing.",
             apply=lambda _, value, other: other if value is MISSING or value is None else value, least=2, most=2),
    Function(name="if", signature="if(condition, value, other)", summary="A value where a condition holds, or another.",
             apply=lambda _, truth, value, other=MISSING: value if truth is True else other, least=2, most=3),
    Function(name="now", signature="now()", summary="The instant.",
             apply=lambda world: instant_text(world.now()), least=0, most=0),
    Function(name="today", signature="today()", summary="The day, in UTC.",
             apply=lambda world: world.now().date().isoformat(), least=0, most=0),
    Function(name="days_after", signature="days_after(date, days)", summary="The day so many days later.",
             apply=_days_after, least=2, most=2),
    Function(name="months_after", signature="months_after(date, months)", summary="The same day, months later.",
             apply=_months_after, least=2, most=2),
    Function(name="after", signature="after(instant, 'PT2H')", summary="The instant a duration later.",
             apply=_after, least=2, most=2),
    Function(name="days_between", signature="days_between(date, date)", summary="How many days lie between.",
             apply=_days_between, least=2, most=2),
    Function(name="date", signature="date(instant)", summary="The day of an instant, in UTC.",
             apply=_date, least=1, most=1),
    Function(name="date_from_text", signature="date_from_text(text, 'DD.MM.YYYY')", summary="The day of a text.",
             apply=_date_from_text, least=2, most=2, constants={1: _no_form}),
    Function(name="text_from_date", signature="text_from_date(date, 'YYYYMMDD')", summary="A day in another form.",
             apply=_text_from_date, least=2, most=2, constants={1: _no_form}),
    Function(name="instant", signature="instant(date)", summary="The instant at which a day begins, in UTC.",
             apply=_instant, least=1, most=1),
    Function(name="epoch", signature="epoch(instant)", summary="The seconds from 1970 to an instant.",
             apply=_epoch, least=1, most=1),
)  # fmt: skip

FUNCTIONS: Mapping[str, Function] = {one.name: one for one in _ALL}
"""All functions by name."""
