"""The functions that expressions of a scenario may call, besides those that draw."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from govkit.catalog.mapping.currencies import DECIMALS
from govkit.spec.expressions import MISSING, Function

_DAYS_KEPT = 20_000


@lru_cache(maxsize=_DAYS_KEPT)
def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=_DAYS_KEPT)
def _day(number: int) -> str:
    return date.fromordinal(number).isoformat()


@lru_cache(maxsize=_DAYS_KEPT)
def _months_after(day: str, months: int) -> str:
    year, month = int(day[:4]), int(day[5:7]) - 1 + months
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, min(int(day[8:10]), monthrange(year, month)[1])).isoformat()


@lru_cache(maxsize=_DAYS_KEPT)
def _months_between(earlier: str, later: str) -> int:
    whole = (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:7]) - int(earlier[5:7])
    return whole - (later[8:10] < earlier[8:10])


def _amount(minor: int, currency: str) -> str:
    places = DECIMALS[currency]
    digits = f"{abs(minor):0{places + 1}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _money(minor: int, currency: str) -> dict[str, str]:
    return {"amount": _amount(minor, currency), "currency": currency}


def _share(whole: int, part: int, of: int) -> int:
    """Rounded, halves up."""
    return (2 * whole * part + of) // (2 * of)


def plain_text(value: Any) -> str:
    """A value as text."""
    return "true" if value is True else "false" if value is False else str(value)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _sum(items: list[dict[str, Any]], name: str) -> Any:
    return sum(item[name] for item in items)


def _joined(items: list[Any], between: str) -> str:
    return between.join(plain_text(item) for item in items if item is not MISSING and item is not None)


def _entry(table: dict[str, Any], key: Any) -> Any:
    return table.get(plain_text(key), MISSING)


_APPLIED: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "div": ("div(number, number)", "How often a whole number goes into another.", lambda a, b: a // b),
    "mod": ("mod(number, number)", "What is left over then.", lambda a, b: a % b),
    "share": ("share(whole, part, of)", "A part of a whole number, halves rounded up.", _share),
    "min": ("min(a, b)", "The lesser.", min),
    "max": ("max(a, b)", "The greater.", max),
    "item": ("item(list, number)", "An item; after the last comes the first again.", lambda a, n: a[n % len(a)]),
    "entry": ("entry(table, key)", "What a table has for a key.", _entry),
    "count": ("count(list)", "How many items there are.", len),
    "numbers": ("numbers(count)", "The numbers from 0.", lambda count: list(range(min(count, 1_000)))),
    "sum": ("sum(list, 'member')", "What the numbers of a list come to.", _sum),
    "join": ("join(list, text between)", "The items as one text.", _joined),
    "days_after": ("days_after(date, days)", "The day so many days later.",
                   lambda day, days: _day(_number(day) + days)),
    "months_after": ("months_after(date, months)", "The same day, months later.", _months_after),
    "days_between": ("days_between(date, date)", "How many days lie between.", lambda a, b: _number(b) - _number(a)),
    "months_between": ("months_between(date, date)", "How many whole months lie between.", _months_between),
    "amount": ("amount(minor units, currency)", "Minor units as decimal text.", _amount),
    "money": ("money(minor units, currency)", "Minor units as canonical money.", _money),
    "number": ("number(text)", "The whole number that a text tells.", int),
    "text": ("text(value)", "A value as text.", plain_text),
    "padded": ("padded(number, digits)", "A number with zeros before it.", lambda n, digits: str(n).zfill(digits)),
    "slug": ("slug(text)", "A text as a part of a host.", _slug),
    "lower": ("lower(text)", "A text in small letters.", lambda text: text.lower()),
    "upper": ("upper(text)", "A text in capitals.", lambda text: text.upper()),
    "cut": ("cut(text, from, to)", "A part of a text.", lambda text, start, end: text[start:end]),
    "decimal": ("decimal(whole number, digits)", "A number whose last digits come after the point.",
                lambda number, digits: number / 10**digits),
}  # fmt: skip
"""By name: how it is written, what it is, what does it."""

_COMPILED = {
    "if": ("if(condition, value, other)", "A value where a condition holds, or another.", 2, 3),
    "default": ("default(value, other)", "A value; another where there is none.", 2, 2),
    "has": ("has(value)", "Whether there is a value, null or other.", 1, 1),
    "pick": ("pick(list, number)", "One of some values, for a number: else for that of the fact.", 1, 2),
    "weighted": ("weighted(table, number)", "One of some values, each as often as the table says.", 1, 2),
    "draw": ("draw(least, most, number)", "A whole number between two.", 2, 3),
    "chance": ("chance(percent, number)", "True so often.", 1, 2),
    "key": ("key(fact, 'type', 'system')", "Its identifier in this system, or in another.", 1, 3),
}
"""What is more than a function of values: by name, how it is written, what it is, how many values it takes."""


def _arguments(signature: str) -> int:
    return signature.count(",") + 1


APPLIED = {name: apply for name, (_, _, apply) in _APPLIED.items()}
"""What functions do, by name."""

FUNCTIONS = {
    name: Function(name=name, signature=said, summary=what, apply=apply, least=_arguments(said), most=_arguments(said))
    for name, (said, what, apply) in _APPLIED.items()
} | {
    name: Function(name=name, signature=said, summary=what, apply=lambda: MISSING, least=least, most=most)
    for name, (said, what, least, most) in _COMPILED.items()
}
"""All functions, by name."""
