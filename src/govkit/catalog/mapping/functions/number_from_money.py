"""The amount of money as a JSON number."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import MONEY, Argument, Case, Function, Given, digits_of, exact, to_number
from govkit.spec.schemas.reading import Schema


def _run(money: Any) -> int | float:
    return to_number(exact(money["amount"]))


def _output(given: Given) -> Schema:
    digits = digits_of(given.member(0, "amount"))
    bound = 10 ** (digits if digits is not None else 400)
    return {"type": "number", "exclusiveMinimum": -bound, "exclusiveMaximum": bound}


FUNCTION = Function(
    name="number_from_money",
    summary="The amount of money as a JSON number, where that keeps each digit.",
    unit="numbers",
    arguments=(Argument("money", MONEY),),
    output=_output,
    run=_run,
    back=(None,),
    examples=(
        Case(({"amount": "1200.00", "currency": "EUR"},), 1200),
        Case(({"amount": "206.25", "currency": "USD"},), 206.25),
        Case(
            ({"amount": "123456789012345.123456789", "currency": "EUR"},),
            refused="has more digits than a JSON number keeps",
        ),
    ),
)
