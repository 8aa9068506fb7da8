"""Money out of an amount that is written as decimal text."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.currencies import DECIMALS
from govkit.catalog.mapping.function import (
    CURRENCY,
    DECIMAL,
    Argument,
    Case,
    Function,
    Given,
    Members,
    Unmappable,
    exact,
)


def _run(amount: Any, currency: Any) -> dict[str, str]:
    if not isinstance(amount, str):
        raise Unmappable("is no decimal text")
    exact(amount)
    if currency not in DECIMALS:
        raise Unmappable(f"has a currency that ISO 4217 does not know, {currency!r}")
    return {"amount": amount, "currency": currency}


def _output(given: Given) -> Members:
    return {"amount": 0, "currency": 1}


FUNCTION = Function(
    name="money_from_decimal",
    summary="Money out of an amount that is written as decimal text, such as `1200.00`, and its currency.",
    unit="decimal text",
    arguments=(Argument("amount", DECIMAL), Argument("currency", CURRENCY)),
    output=_output,
    run=_run,
    back=("decimal_from_money", "/currency"),
    examples=(
        Case(("1200.00", "EUR"), {"amount": "1200.00", "currency": "EUR"}),
        Case(("0.0125", "USD"), {"amount": "0.0125", "currency": "USD"}),
        Case(("12,50", "EUR"), refused="is no number"),
        Case((1200, "EUR"), refused="is no decimal text"),
    ),
)
