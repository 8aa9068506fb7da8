"""Money out of an amount that is a JSON number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govkit.catalog.mapping.currencies import DECIMALS
from govkit.catalog.mapping.function import (
    CURRENCY,
    Argument,
    Case,
    Function,
    Given,
    Members,
    Unmappable,
    decimal_schema,
    exact,
    places_of,
    plain,
    widths,
)


def _run(amount: Any, currency: Any) -> dict[str, str]:
    if isinstance(amount, str):
        raise Unmappable("is no number")
    number = exact(amount)
    decimals = DECIMALS.get(currency) if isinstance(currency, str) else None
    if decimals is None:
        raise Unmappable(f"has a currency that ISO 4217 does not know, {currency!r}")
    cents = Decimal(1).scaleb(-decimals)
    if number == number.to_integral_value() or -number.as_tuple().exponent < decimals:  # type: ignore[operator]
        number = number.quantize(cents)
    return {"amount": plain(number), "currency": currency}


def _output(given: Given) -> Members:
    digits, negative = widths(given[0])
    decimals = places_of(given[0])
    most = max(decimals, *DECIMALS.values()) if decimals is not None else 400
    return {"amount": decimal_schema(digits, negative, 0, most), "currency": 1}


FUNCTION = Function(
    name="money_from_number",
    summary="Money out of an amount that is a JSON number, to the digit that was written, and its currency.",
    unit="numbers",
    arguments=(Argument("amount", {"type": "number"}), Argument("currency", CURRENCY)),
    output=_output,
    run=_run,
    back=("number_from_money", "/currency"),
    examples=(
        Case((1200, "EUR"), {"amount": "1200.00", "currency": "EUR"}),
        Case((0.1, "USD"), {"amount": "0.10", "currency": "USD"}),
        Case((206.25, "USD"), {"amount": "206.25", "currency": "USD"}),
        Case((500.0, "JPY"), {"amount": "500", "currency": "JPY"}),
        Case((0.0125, "USD"), {"amount": "0.0125", "currency": "USD"}),
        Case(("12", "EUR"), refused="is no number"),
    ),
)
