"""A number as decimal text."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import (
    Argument,
    Case,
    Function,
    Given,
    Unmappable,
    decimal_schema,
    exact,
    places_of,
    plain,
    widths,
)
from govkit.spec.schemas.reading import Schema


def _run(number: Any) -> str:
    if isinstance(number, str):
        raise Unmappable("is no number")
    return plain(exact(number))


def _output(given: Given) -> Schema:
    digits, negative = widths(given[0])
    decimals = places_of(given[0])
    return decimal_schema(digits, negative, 0, decimals if decimals is not None else 400)


FUNCTION = Function(
    name="text_from_number",
    summary="A number as decimal text without an exponent.",
    arguments=(Argument("number", {"type": "number"}),),
    output=_output,
    run=_run,
    back=("number_from_text",),
    examples=(
        Case((400,), "400"),
        Case((0.1,), "0.1"),
        Case((1e21,), "1" + "0" * 21),
        Case((True,), refused="is no number"),
    ),
)
