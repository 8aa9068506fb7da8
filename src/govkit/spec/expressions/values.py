"""Values of expressions: JSON, exact numbers, and the absence of any."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final

_TEXT = re.compile(r"[+-]?[0-9]{1,60}(?:\.[0-9]{1,60})?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}")
_LARGEST = 200
"""Digits before and after the point, beyond which nobody counts."""

EXACT = Context(prec=2 * _LARGEST, traps=[InvalidOperation, DivisionByZero, Overflow])


class Missing:
    """No value. Null is one."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False

    def __copy__(self) -> Missing:
        return self

    def __deepcopy__(self, _: Any) -> Missing:
        return self


MISSING: Final = Missing()


def number_of(value: Any, *, texts: bool = True) -> Decimal | None:
    """A number, exactly; with `texts`, also one that is written as text (`"120000.00"`). None for anything else."""
    found: Decimal | None = None
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        found = value
    elif isinstance(value, int):
        found = Decimal(value) if value.bit_length() < 4 * _LARGEST else None
    elif isinstance(value, float):
        found = Decimal(repr(value))
    elif texts and isinstance(value, str) and _TEXT.match(value):
        found = Decimal(value)
    else:
        return None
    return bounded(found) if found is not None else None


def bounded(number: Decimal) -> Decimal | None:
    """A number that is neither too large nor too fine."""
    if not number.is_finite():
        return None
    exponent = int(number.as_tuple().exponent)
    return number if number.adjusted() < _LARGEST and exponent > -_LARGEST else None


def equal(a: Any, b: Any) -> bool:
    """Whether two values are the same; numbers by what they count, also where one of them is written as text."""
    if a is MISSING or b is MISSING:
        return False
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float | Decimal) or isinstance(b, int | float | Decimal):
        x, y = number_of(a), number_of(b)
        return x is not None and y is not None and x == y
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(inner, b[name]) for name, inner in a.items())
    return bool(type(a) is type(b) and a == b)


def compared(a: Any, b: Any) -> int | None:
    """Below, at or above zero as one value comes before, with or after another; None where neither does."""
    x, y = number_of(a), number_of(b)
    if x is not None and y is not None:
        return (x > y) - (x < y)
    if not isinstance(a, str) or not isinstance(b, str):
        return None
    s, t = instant_of(a), instant_of(b)
    if s is not None and t is not None:
        return (s > t) - (s < t)
    return (a > b) - (a < b)


def is_day(value: Any) -> bool:
    """Whether a text is a day of the calendar."""
    return isinstance(value, str) and _DAY.match(value) is not None and instant_of(value) is not None


def instant_of(value: Any) -> datetime | None:
    """The instant that a text tells (ISO 8601); that of a day is its beginning, in UTC."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        if _DAY.match(value):
            day = date.fromisoformat(value)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        if _INSTANT.match(value):
            found = datetime.fromisoformat(value.upper().replace(" ", "T"))
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None


def instant_text(instant: datetime) -> str:
    """An instant as APIs write it, to the second: `2026-09-15T00:00:08Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_text(value: Any) -> str:
    """A value within a text; nothing for what is missing or null."""
    if value is MISSING or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return ", ".join(plain_text(one) for one in value[:100])
    return str(value)
