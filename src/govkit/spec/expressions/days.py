"""Forms in which systems write days: `YYYY`, `MM` and `DD`, each once, with or without something between."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

_PARTS = {"YYYY": r"(?P<year>[0-9]{4})", "MM": r"(?P<month>[0-9]{2})", "DD": r"(?P<day>[0-9]{2})"}
_PLAIN = {"YYYY": "[0-9]{4}", "MM": "(?:0[1-9]|1[0-2])", "DD": "(?:0[1-9]|[12][0-9]|3[01])"}
_TOKEN = re.compile(r"YYYY|MM|DD|[-./ ]")


@lru_cache(maxsize=256)
def pattern_of(form: str) -> str | None:
    """A regular expression of the days that are written in a form; None for what is no form of days."""
    parts = _TOKEN.findall(form)
    if len(form) > 12 or "".join(parts) != form or any(parts.count(part) != 1 for part in _PLAIN):
        return None
    return "".join(_PLAIN.get(part, part.replace(".", "[.]")) for part in parts)


def read_day(text: Any, form: str) -> date | None:
    """The day that a text names in a form; None where it names none."""
    written = "".join(_PARTS.get(part, re.escape(part)) for part in _TOKEN.findall(form))
    found = re.fullmatch(written, text, re.ASCII) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def written_day(day: date, form: str) -> str:
    """A day in a form."""
    parts = {"YYYY": f"{day.year:04}", "MM": f"{day.month:02}", "DD": f"{day.day:02}"}
    return "".join(parts.get(part, part) for part in _TOKEN.findall(form))
