"""Finds values that their own type excludes."""

from __future__ import annotations

import json

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def check(site: Site) -> Hit | None:
    """An enumeration with a value of another type than the schema names; null is left to other rules."""
    listed, types = site.raw.get("enum"), types_of(site.raw)
    if not isinstance(listed, list) or not types or not types <= _TYPES.keys():
        return None
    for index, value in enumerate(listed):
        if value is not None and not any(_is(value, kind) for kind in types):
            shown = code(json.dumps(value, default=str))
            return Hit(
                f"{shown} is no {' or '.join(sorted(types))}, so that this value is never allowed", ("enum", index)
            )
    return None


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])


RULE = Rule(
    id="enum-type-mismatch",
    severity=Severity.ERROR,
    summary="Checks that the values of an enumeration are of the type that its schema names.",
    rationale=(
        "Type and enumeration both hold, so that such a value is never valid. Mostly YAML has read a word as something "
        "else: `no` is false to some readers, and `1` is a number to all."
    ),
    fix="Put the value in quotes, or correct the type.",
    on=Look("schema", keys=("enum",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Size: {type: string, description: How large., enum: [small, 2]}
            """),
            finds=("/components/schemas/Size/enum/1",),
        ),
        Example(
            None,
            schemas("""
                Size: {type: [string, "null"], description: How large., enum: [small, "2", null]}
                Grade: {type: number, description: How good., enum: [1, 1.5]}
            """),
            because="Null is a type of its own, and integers are numbers.",
        ),
    ),
)
