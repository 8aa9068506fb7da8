"""The first instant of a day, in UTC."""

from __future__ import annotations

from datetime import date
from typing import Any

from govkit.catalog.mapping.function import DATE, INSTANT, Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema


def _run(day: Any) -> str:
    try:
        return f"{date.fromisoformat(day).isoformat()}T00:00:00Z"
    except (TypeError, ValueError):
        raise Unmappable("is no day") from None


def _output(given: Given) -> Schema:
    return INSTANT


FUNCTION = Function(
    name="instant_from_date",
    summary="The first instant of a day, in UTC (RFC 3339).",
    arguments=(Argument("day", DATE),),
    output=_output,
    run=_run,
    back=("date_from_instant",),
    examples=(Case(("2026-09-15",), "2026-09-15T00:00:00Z"), Case(("soon",), refused="is no day")),
)
