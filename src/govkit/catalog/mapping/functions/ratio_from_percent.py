"""A ratio out of a percentage."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, exact, scaled, to_number
from govkit.spec.schemas.reading import Schema


def _run(percent: Any) -> int | float:
    return to_number(exact(percent) / Decimal(100))


def _output(given: Given) -> Schema:
    return {"type": "number", **scaled(given[0], 0.01)}


FUNCTION = Function(
    name="ratio_from_percent",
    summary="A ratio out of a percentage: 35 is 0.35.",
    unit="percentages",
    arguments=(Argument("percent", {"type": "number"}),),
    output=_output,
    run=_run,
    back=("percent_from_ratio",),
    examples=(Case((35,), 0.35), Case((7,), 0.07), Case((100,), 1), Case(("x",), refused="is no number")),
)
