"""A number out of decimal text."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import (
    DECIMAL,
    Argument,
    Case,
    Function,
    Given,
    decimals_of,
    digits_of,
    exact,
    may_be_negative,
    to_number,
)
from govkit.spec.schemas.reading import Schema


def _run(text: Any) -> int | float:
    return to_number(exact(text))


def _output(given: Given) -> Schema:
    digits = digits_of(given[0])
    bound = 10 ** (digits if digits is not None else 400)
    kind = "integer" if decimals_of(given[0]) == 0 else "number"
    least = -bound if may_be_negative(given[0]) else 0
    return {"type": kind, "minimum": least, "maximum": bound}


FUNCTION = Function(
    name="number_from_text",
    summary="A number out of decimal text, where a JSON number keeps each digit.",
    arguments=(Argument("text", DECIMAL),),
    output=_output,
    run=_run,
    back=("text_from_number",),
    examples=(Case(("400",), 400), Case(("0.1",), 0.1), Case(("many",), refused="is no number")),
)
