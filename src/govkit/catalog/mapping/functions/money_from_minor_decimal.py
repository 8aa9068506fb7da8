"""Money out of decimal text in the smallest unit of its currency, which may be finer than that unit."""

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
    decimal_schema,
    decimals_of,
    digits_of,
    exact,
    may_be_negative,
    plain,
    texts_of,
)


def _run(amount: Any, currency: Any) -> dict[str, str]:
    if not isinstance(amount, str):
        raise Unmappable("is no decimal text")
    decimals = DECIMALS.get(currency) if isinstance(currency, str) else None
    if decimals is None:
        raise Unmappable(f"has a currency that ISO 4217 does not know, {currency!r}")
    return {"amount": plain(exact(amount).scaleb(-decimals)), "currency": currency}


def _output(given: Given) -> Members:
    listed = texts_of(given[1])
    decimals = [DECIMALS[code] for code in listed if code in DECIMALS] if listed else list(DECIMALS.values())
    least, most = min(decimals, default=0), max(decimals, default=4)
    digits, fraction = digits_of(given[0]), decimals_of(given[0])
    whole = max(digits - least, 1) if digits is not None else None
    finest = most + fraction if fraction is not None else 400
    return {"amount": decimal_schema(whole, may_be_negative(given[0]), least, finest), "currency": 1}


FUNCTION = Function(
    name="money_from_minor_decimal",
    summary="Money out of decimal text in the smallest unit of its currency (ISO 4217): `1.25` of EUR is 0.0125.",
    arguments=(Argument("amount", DECIMAL), Argument("currency", CURRENCY)),
    output=_output,
    run=_run,
    back=(None, "/currency"),
    examples=(
        Case(("1.25", "SGD"), {"amount": "0.0125", "currency": "SGD"}),
        Case(("2500", "EUR"), {"amount": "25.00", "currency": "EUR"}),
        Case(("0.5", "JPY"), {"amount": "0.5", "currency": "JPY"}),
        Case((125, "EUR"), refused="is no decimal text"),
        Case(("1.25", "XXX"), refused="has a currency that ISO 4217 does not know, 'XXX'"),
    ),
)
