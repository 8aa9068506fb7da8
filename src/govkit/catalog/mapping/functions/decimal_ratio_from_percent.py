"""A ratio as decimal text out of a percentage that is one."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import (
    DECIMAL,
    Argument,
    Case,
    Function,
    Given,
    Unmappable,
    decimal_schema,
    decimals_of,
    digits_of,
    exact,
    may_be_negative,
    plain,
)
from govkit.spec.schemas.reading import Schema


def _run(percent: Any) -> str:
    if not isinstance(percent, str):
        raise Unmappable("is no decimal text")
    return plain(exact(percent).scaleb(-2))


def _output(given: Given) -> Schema:
    digits, decimals = digits_of(given[0]), decimals_of(given[0])
    whole = max(digits - 2, 1) if digits is not None else None
    return decimal_schema(whole, may_be_negative(given[0]), 2, decimals + 2 if decimals is not None else 400)


FUNCTION = Function(
    name="decimal_ratio_from_percent",
    summary="A ratio as decimal text out of a percentage as decimal text, to the last digit: `8.25` is `0.0825`.",
    arguments=(Argument("percent", DECIMAL),),
    output=_output,
    run=_run,
    back=(None,),
    examples=(
        Case(("8.25",), "0.0825"),
        Case(("100",), "1.00"),
        Case(("0",), "0.00"),
        Case((8.25,), refused="is no decimal text"),
        Case(("eight",), refused="is no number"),
    ),
)
