"""An amount in the smallest unit of its currency, out of money."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.currencies import DECIMALS
from govkit.catalog.mapping.function import (
    MONEY,
    Argument,
    Case,
    Function,
    Given,
    Unmappable,
    digits_of,
    exact,
    texts_of,
)
from govkit.spec.schemas.reading import Schema


def _run(money: Any) -> int:
    amount = exact(money["amount"])
    decimals = DECIMALS.get(money["currency"])
    if decimals is None:
        raise Unmappable(f"has a currency that ISO 4217 does not know, {money['currency']!r}")
    minor = amount.scaleb(decimals)
    if minor != minor.to_integral_value():
        raise Unmappable(f"is no whole number of minor units of {money['currency']}")
    return int(minor)


def _output(given: Given) -> Schema:
    digits = digits_of(given.member(0, "amount"))
    listed = texts_of(given.member(0, "currency"))
    decimals = [DECIMALS[code] for code in listed if code in DECIMALS] if listed else list(DECIMALS.values())
    bound = 10 ** ((digits if digits is not None else 400) + max(decimals, default=0)) - 1
    return {"type": "integer", "minimum": -bound, "maximum": bound}


FUNCTION = Function(
    name="minor_units_from_money",
    summary="The amount of money in the smallest unit of its currency (ISO 4217): 1200.00 EUR is 120000.",
    unit="minor units",
    arguments=(Argument("money", MONEY),),
    output=_output,
    run=_run,
    back=(None,),
    examples=(
        Case(({"amount": "1200.00", "currency": "EUR"},), 120_000),
        Case(({"amount": "500", "currency": "JPY"},), 500),
        Case(({"amount": "-0.5", "currency": "EUR"},), -50),
        Case(({"amount": "0.0125", "currency": "USD"},), refused="is no whole number of minor units of USD"),
        Case(({"amount": "0.5", "currency": "JPY"},), refused="is no whole number of minor units of JPY"),
    ),
)
