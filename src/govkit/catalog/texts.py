"""What is said of values that people write, in entries and in settings; and durations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_DURATION = r"P(?!$)(?:[0-9]+W)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?"
_UNITS = re.compile(r"([0-9]+)([WDHMS])")
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}
_LONGEST = 100 * 366 * 86_400


def matched(pattern: str, wanted: str, longest: int = 500) -> Callable[[Any], str]:
    """A check that a value is text of a form; the pattern is that of the JSON Schema, too (ECMA-262 and Python)."""
    compiled = re.compile(pattern)

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"must be text, not {named(value)}{quoted(value)}")
        if len(value) > longest:
            raise ValueError(f"is longer than {longest} characters")
        if not compiled.fullmatch(value):
            raise ValueError(f"{wanted}, not {shown(value)}")
        return value

    return check


def named(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "nothing"
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", dict: "a mapping", list: "a list"}
    return names.get(type(value), "that")


def quoted(value: Any) -> str:
    """How to write a number as text."""
    return f': write it in quotes, "{value}"' if isinstance(value, int | float) and not isinstance(value, bool) else ""


def shown(value: Any) -> str:
    """A value as its author wrote it, shortened."""
    text = " ".join(str(value).split()).replace("`", "'")
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"


def read_duration(value: Any) -> timedelta:
    """A duration in the writing of ISO 8601, without months and years. Raises ValueError."""
    text = matched(_DURATION, "must be a duration of ISO 8601 such as P90D or PT15M", 50)(value)
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in _UNITS.findall(text))
    if seconds > _LONGEST:
        raise ValueError("must be a duration of at most a hundred years")
    return timedelta(seconds=seconds)


Duration = Annotated[
    timedelta,
    BeforeValidator(
        read_duration, json_schema_input_type=Annotated[str, Field(pattern=f"^{_DURATION}$", max_length=50)]
    ),
]
"""A duration of ISO 8601 without months and years: `P90D`, `PT15M`."""
