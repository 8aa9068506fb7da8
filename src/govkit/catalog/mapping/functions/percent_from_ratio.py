"""A percentage out of a ratio."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, exact, scaled, to_number
from govkit.spec.schemas.reading import Schema


def _run(ratio: Any) -> int | float:
    return to_number(exact(ratio) * Decimal(100))


def _output(given: Given) -> Schema:
    return {"type": "number", **scaled(given[0], 100)}


FUNCTION = Function(
    name="percent_from_ratio",
    summary="A percentage out of a ratio: 0.35 is 35.",
    unit="ratios",
    arguments=(Argument("ratio", {"type": "number"}),),
    output=_output,
    run=_run,
    back=("ratio_from_percent",),
    examples=(Case((0.35,), 35), Case((0.07,), 7), Case(("x",), refused="is no number")),
)
