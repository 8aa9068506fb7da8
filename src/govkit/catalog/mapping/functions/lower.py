"""A text in small letters."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, Unmappable, texts_of
from govkit.spec.schemas.reading import Schema


def _run(text: Any) -> str:
    if not isinstance(text, str):
        raise Unmappable("is no text")
    return text.lower()


def _output(given: Given) -> Schema:
    listed = texts_of(given[0])
    if listed is not None:
        return {"type": "string", "enum": [text.lower() for text in listed]}
    kept = {key: value for key, value in given[0].limits.items() if key in ("minLength", "maxLength")}
    return {"type": "string", **kept}


FUNCTION = Function(
    name="lower",
    summary="A text in small letters.",
    arguments=(Argument("text", {"type": "string", "pattern": "^[\\x20-\\x7e]*$"}),),
    output=_output,
    run=_run,
    back=("upper",),
    examples=(Case(("EU",), "eu"), Case((1,), refused="is no text")),
)
