"""The amount of money as decimal text, with the decimals of its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from govkit.catalog.mapping.currencies import DECIMALS
from govkit.catalog.mapping.function import (
    MONEY,
    Argument,
    Case,
    Function,
    Given,
    Unmappable,
    decimal_schema,
    digits_of,
    exact,
    plain,
    texts_of,
)
from govkit.spec.schemas.reading import Schema


def _run(money: Any) -> str:
    amount = exact(money["amount"])
    decimals = DECIMALS.get(money["currency"])
    if decimals is None:
        raise Unmappable(f"has a currency that ISO 4217 does not know, {money['currency']!r}")
    rounded = amount.quantize(Decimal(1).scaleb(-decimals))
    if rounded != amount:
        raise Unmappable(f"has more decimals than {money['currency']}")
    return plain(rounded)


def _output(given: Given) -> Schema:
    listed = texts_of(given.member(0, "currency"))
    decimals = [DECIMALS[code] for code in listed if code in DECIMALS] if listed else list(DECIMALS.values())
    return decimal_schema(digits_of(given.member(0, "amount")), True, min(decimals), max(decimals))


FUNCTION = Function(
    name="decimal_from_money",
    summary="The amount of money as decimal text with as many decimals as its currency has (ISO 4217).",
    unit="decimal text",
    arguments=(Argument("money", MONEY),),
    output=_output,
    run=_run,
    back=(None,),
    examples=(
        Case(({"amount": "1200", "currency": "EUR"},), "1200.00"),
        Case(({"amount": "500", "currency": "JPY"},), "500"),
        Case(({"amount": "1.5", "currency": "BHD"},), "1.500"),
        Case(({"amount": "0.0125", "currency": "USD"},), refused="has more decimals than USD"),
    ),
)
