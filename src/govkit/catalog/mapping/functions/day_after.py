"""The day after a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from govkit.catalog.mapping.function import DATE, Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema


def _run(day: Any) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (TypeError, ValueError, OverflowError):
        raise Unmappable("is no day") from None


def _output(given: Given) -> Schema:
    return DATE


FUNCTION = Function(
    name="day_after",
    summary="The day after a day: the end of a period that a system writes with its last day.",
    unit="the last day of a period",
    arguments=(Argument("day", DATE),),
    output=_output,
    run=_run,
    back=("day_before",),
    examples=(Case(("2026-12-31",), "2027-01-01"), Case(("",), refused="is no day")),
)
