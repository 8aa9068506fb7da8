"""How far what is owed was paid."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import DECIMAL, Argument, Case, Function, Given, exact
from govkit.spec.schemas.reading import Schema

_AMOUNT: Schema = {"anyOf": [{"type": "number"}, DECIMAL]}


def _run(paid: Any, left: Any) -> str:
    if exact(left) == 0:
        return "paid"
    return "open" if exact(paid) == 0 else "partially_paid"


def _output(given: Given) -> Schema:
    return {"type": "string", "enum": ["open", "partially_paid", "paid"]}


FUNCTION = Function(
    name="settlement",
    summary="How far what is owed was paid, out of what was paid and what is left: `open`, `partially_paid` or `paid`.",
    arguments=(Argument("paid", _AMOUNT), Argument("left", _AMOUNT)),
    output=_output,
    run=_run,
    back=(None, None),
    examples=(
        Case(("0.00", "9810.00"), "open"),
        Case(("810.00", "9000.00"), "partially_paid"),
        Case((2706.25, 0), "paid"),
        Case(("much", "1.00"), refused="is no number"),
    ),
)
