"""Texts put together with a space between."""

from __future__ import annotations

from typing import Any

from govkit.catalog.mapping.function import Argument, Case, Function, Given, Unmappable
from govkit.spec.schemas.reading import Schema


def _run(*texts: Any) -> str:
    if not all(isinstance(text, str) for text in texts):
        raise Unmappable("is no text")
    return " ".join(texts)


def _output(given: Given) -> Schema:
    shapes = [given[index] for index in range(len(given))]
    least = sum(int(shape.limits.get("minLength", 0)) for shape in shapes) + len(shapes) - 1
    longest = [shape.limits.get("maxLength") for shape in shapes]
    if any(length is None for length in longest):
        return {"type": "string", "minLength": least}
    most = sum(int(length) for length in longest if length is not None) + len(shapes) - 1
    return {"type": "string", "minLength": least, "maxLength": most}


FUNCTION = Function(
    name="joined",
    summary="Texts put together with a space between: a given name and a family name.",
    arguments=(Argument("text", {"type": "string"}),),
    variadic=True,
    output=_output,
    run=_run,
    back=(None,),
    examples=(Case(("Ada", "Example"), "Ada Example"), Case((1, "a"), refused="is no text")),
)
