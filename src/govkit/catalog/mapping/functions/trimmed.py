"""A text without the spaces around it."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema


def _run(text: Any) -> str | None:
    if not isinstance(text, str):
        raise Unmappable("is no text")
    return text.strip() or None


def _output(given: Given) -> Schema:
    longest = given[0].limits.get("maxLength")
    return {"type": "string", "minLength": 1, **({} if longest is None else {"maxLength": longest})}


FUNCTION = Function(
    name="trimmed",
    summary="A text without the spaces around it; a text of nothing else is no value.",
    arguments=(Argument("text", {"type": "string"}),),
    output=_output,
    run=_run,
    back=(None,),
    empties=True,
    examples=(Case((" a b ",), "a b"), Case((1,), refused="is no text")),
)
