"""`typedEnum`: the values of an `enum` are of the `type` beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import no_options
from govkit.checks.lint.spectral.functions._values import is_number, shown
from govkit.checks.lint.spectral.model import Check, Report, Scene

_NULLABLE = (("nullable", "oas3_0"), ("x-nullable", "oas2"))
"""What else says that null is allowed, and in which format."""


def _compiled(options: Any) -> Check:
    no_options("typedEnum", options)
    return _check


def _check(schema: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(schema, dict) or not isinstance(schema.get("enum"), list):
        return
    said = schema.get("type")
    if not isinstance(said, str) and not (isinstance(said, list) and all(isinstance(one, str) for one in said)):
        return
    types = [said] if isinstance(said, str) else list(said)
    if any(schema.get(keyword) is True and format_ in scene.linted.formats for keyword, format_ in _NULLABLE):
        types.append("null")
    for index, value in enumerate(schema["enum"]):
        if _type_of(value, integers="integer" in types) not in types:
            message = f"the value {shown(value)} of the enum is not of type {', '.join(types)}"
            yield Report(message, (*scene.way, "enum", index))


def _type_of(value: Any, *, integers: bool) -> str:
    """The type of a value. Where `integer` is no type that is allowed, whole numbers are numbers as well."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if is_number(value):
        return "integer" if integers and value == int(value) else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


FUNCTION = Named("typedEnum", _compiled)
