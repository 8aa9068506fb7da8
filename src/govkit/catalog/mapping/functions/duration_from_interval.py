"""A duration out of a number of days, weeks, months or years."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, Unmappable, widths
from govkit.spec.schemas.reading import Schema

_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}


def _run(count: Any, unit: Any) -> str:
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise Unmappable("is no count from 1 on")
    letter = _UNITS.get(unit) if isinstance(unit, str) else None
    if letter is None:
        raise Unmappable(f"counts something else than days, weeks, months or years: {unit!r}")
    return f"P{count}{letter}"


def _output(given: Given) -> Schema:
    digits, _ = widths(given[0])
    most = f"{{0,{digits - 1}}}" if digits is not None else "*"
    return {"type": "string", "pattern": f"^P[1-9][0-9]{most}[DWMY]$"}


FUNCTION = Function(
    name="duration_from_interval",
    summary="A duration (ISO 8601) out of a count and its unit: 3 and `month` is P3M.",
    arguments=(Argument("count", {"type": "integer", "minimum": 1}), Argument("unit", {"enum": list(_UNITS)})),
    output=_output,
    run=_run,
    back=(None, None),
    examples=(
        Case((3, "month"), "P3M"),
        Case((1, "year"), "P1Y"),
        Case((0, "day"), refused="is no count from 1 on"),
        Case((1, "hour"), refused="counts something else than days, weeks, months or years: 'hour'"),
    ),
)
