"""Cron expressions of five fields, as crontab(5) has them: what is wrong with one, and when it is due."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7))
_PART = re.compile(r"(?:(?P<all>\*)|(?P<first>[0-9]{1,2})(?:-(?P<last>[0-9]{1,2}))?)(?:/(?P<step>[0-9]{1,2}))?")
_YEARS = 9
"""How far ahead a due time is looked for: the 29th of February comes within eight years."""


def refused_schedule(text: str) -> str:
    """What is wrong with a schedule, in words; nothing where it is in order."""
    try:
        _read(text)
    except ValueError as error:
        return str(error)
    return "" if next_due(text, datetime(2024, 1, 1, tzinfo=UTC)) is not None else f"`{text}` is never due"


def next_due(text: str, after: datetime) -> datetime | None:
    """The first minute after an instant at which a schedule is due, in UTC; None where it never is.

    Raises ValueError for what is no schedule.
    """
    minutes, hours, days, months, weekdays = _read(text)
    # crontab(5): where both days are restricted, either will do
    either = text.split()[2] != "*" and text.split()[4] != "*"
    day = after.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start = after.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    for _ in range(_YEARS * 366):
        by_date, by_week = day.day in days, day.isoweekday() % 7 in weekdays
        if day.month in months and (by_date or by_week if either else by_date and by_week):
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    due = day.replace(hour=hour, minute=minute)
                    if due >= start:
                        return due
        day += timedelta(days=1)
    return None


def _read(text: str) -> tuple[frozenset[int], ...]:
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(f"`{text}` has {len(parts)} fields, not five")
    return tuple(_field(part, *field) for part, field in zip(parts, _FIELDS, strict=True))


def _field(text: str, name: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        read = _PART.fullmatch(part)
        if read is None:
            raise ValueError(f"`{part}` is no {name}")
        first = low if read["all"] else int(read["first"])
        last = high if read["all"] or (read["step"] and not read["last"]) else int(read["last"] or read["first"])
        step = int(read["step"] or 1)
        if not low <= first <= last <= high or not step:
            raise ValueError(f"`{part}` is no {name} between {low} and {high}")
        found.update(range(first, last + 1, step))
    return frozenset(value % 7 for value in found) if high == 7 else frozenset(found)
