"""Other values of the same form: what a field could as well say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.schemas import Checked
from govkit.mocks.state.keys import Way, with_value
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.words import CREATED, UPDATED, VERSIONS, plain
from govkit.spec.expressions import MISSING, found

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=T|\Z)")
_AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_MONEY = ("EUR", "USD", "GBP", "SGD", "CHF", "JPY")
_NAMING = ("id", "ids", "number", "reference", "ref", "key", "code", "type", "url", "externalids")
_SHARED = ("external", "reference", "ref")


def ways_of(resource: Resource, value: JsonObject) -> list[Way]:
    """The fields at the top of a record that neither name it or another nor tell when it was written."""
    found_ways: list[Way] = []
    keys = {way[0] for way in resource.key.ways}
    for name, inner in value.items():
        word = plain(name)
        times = word in CREATED or word in UPDATED or word in VERSIONS or word.endswith(("at", "revision"))
        names = name in keys or word.endswith(_NAMING)
        if not names and not times and isinstance(inner, str | int | float):
            found_ways.append((name,))
    return found_ways


def named_elsewhere(resource: Resource, value: JsonObject) -> list[str]:
    """The fields by which other platforms know a record."""
    return [
        name
        for name, inner in value.items()
        if isinstance(inner, str)
        and name != resource.id_field
        and (plain(name).startswith("external") or plain(name).endswith(_SHARED))
    ]


def changed(resource: Resource, value: JsonObject, way: Way, number: int) -> JsonObject | None:
    """A record in which a field says something else that its schema allows; None where there is no such value."""
    held, checked = found(value, way), resource.item
    if held is MISSING or held is None:
        return None
    for step in way:
        checked = checked.member(step)
    for other in _others(held, checked, number):
        if other != held and checked.accepts(other):
            made = with_value(value, way, other)
            if resource.item.accepts(made):
                return made
    return None


def _others(held: Any, checked: Checked, number: int) -> Iterator[Any]:
    """Values that could stand there, the likeliest first."""
    listed = checked.shape.enum
    if listed is not None:
        at = number % max(len(listed), 1)
        yield from (*listed[at:], *listed[:at])
    elif isinstance(held, bool):
        yield not held
    elif isinstance(held, int | float):
        yield from (held + 1 + number % 9, held - 1 - number % 9, held + 1, held - 1)
    elif isinstance(held, str):
        yield from _texts(held, number)


def _texts(held: str, number: int) -> Iterator[str]:
    day = _DAY.match(held)
    if day is not None:
        with suppress(ValueError, OverflowError):
            yield (date.fromisoformat(day[0]) + timedelta(days=1 + number % 27)).isoformat() + held[day.end() :]
    if _AMOUNT.match(held):
        exact = Decimal(held)
        unit = Decimal(1).scaleb(int(exact.as_tuple().exponent))
        for other in (exact + unit * (1 + number % 900), exact + unit, exact - unit):
            yield format(other, "f")
    if _CURRENCY.match(held):
        yield from (*_MONEY[number % len(_MONEY) :], *_MONEY)
    if "@" in held:
        yield f"x{number % 100}.{held}"
    yield from (f"{held} {2 + number % 8}", f"{held}-{number % 10}", f"x{held}", held[:-1], held.swapcase(), held[::-1])
    for at, sign in enumerate(held):
        if sign.isdigit():
            yield f"{held[:at]}{(int(sign) + 1 + number % 8) % 10}{held[at + 1 :]}"
