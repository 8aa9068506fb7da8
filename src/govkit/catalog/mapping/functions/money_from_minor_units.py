"""Money out of an amount in the smallest unit of its currency."""

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
    texts_of,
    widths,
)


def _run(amount: Any, currency: Any) -> dict[str, str]:
    decimals = DECIMALS.get(currency) if currency.__class__ is str else None
    if amount.__class__ is not int:
        amount = _whole(amount)
    if decimals is None:
        raise Unmappable(f"has a currency that ISO 4217 does not know, {currency!r}")
    if not decimals:
        return {"amount": str(amount), "currency": currency}
    digits = str(abs(amount)).rjust(decimals + 1, "0")
    return {"amount": f"{'-' if amount < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}", "currency": currency}


def _whole(amount: Any) -> int:
    if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal) or amount != int(amount):
        raise Unmappable("is no whole number of minor units")
    return int(amount)


def _output(given: Given) -> Members:
    listed = texts_of(given[1])
    decimals = {DECIMALS[code] for code in listed if code in DECIMALS} if listed else set(DECIMALS.values())
    least, most = (min(decimals), max(decimals)) if decimals else (0, 4)
    digits, negative = widths(given[0], least)
    return {"amount": decimal_schema(digits, negative, least, most), "currency": 1}


FUNCTION = Function(
    name="money_from_minor_units",
    summary="Money out of an amount in the smallest unit of its currency (ISO 4217): 120000 of EUR is 1200.00.",
    unit="minor units",
    arguments=(Argument("amount", {"type": "integer"}), Argument("currency", CURRENCY)),
    output=_output,
    run=_run,
    back=("minor_units_from_money", "/currency"),
    examples=(
        Case((120_000, "EUR"), {"amount": "1200.00", "currency": "EUR"}),
        Case((-5, "USD"), {"amount": "-0.05", "currency": "USD"}),
        Case((500, "JPY"), {"amount": "500", "currency": "JPY"}),
        Case((12_345, "BHD"), {"amount": "12.345", "currency": "BHD"}),
        Case((12_345, "CLF"), {"amount": "1.2345", "currency": "CLF"}),
        Case((1, "XXX"), refused="has a currency that ISO 4217 does not know, 'XXX'"),
        Case((1.5, "EUR"), refused="is no whole number of minor units"),
    ),
)
