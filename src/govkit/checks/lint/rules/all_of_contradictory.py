"""Finds schemas whose parts exclude each other."""

from __future__ import annotations

from typing import Any

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._parts import parts_of
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity


def check(site: Site) -> Hit | None:
    """An `allOf` of which two parts have no type in common, or no value."""
    types: frozenset[str] | None = None
    values: list[Any] | None = None
    for part in parts_of(site):
        said = types_of(part)
        if said:
            types = said if types is None else _common(types, said)
            if not types:
                return Hit(f"no value is of all the types that the parts of {where(site)} name", ("allOf",))
        listed = part.get("enum")
        if isinstance(listed, list) and listed:
            values = listed if values is None else [value for value in values if value in listed]
            if not values:
                return Hit(f"no value is in all the enumerations that the parts of {where(site)} have", ("allOf",))
    return None


def _common(types: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    both = types & others
    return both | {"integer"} if "number" in types | others and "integer" in types | others else both


RULE = Rule(
    id="all-of-contradictory",
    severity=Severity.ERROR,
    summary="Checks that the parts of an `allOf` do not exclude each other.",
    rationale=(
        "All of them hold, so that nothing is valid: whoever has to send it cannot. Mostly a component became something else "
        "and those that are built on it did not."
    ),
    fix="Use `anyOf` or `oneOf` where one of them is enough, or correct the part that is wrong.",
    on=Look("schema", keys=("allOf",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Memo:
                  description: Words on the paper.
                  allOf: [{type: string}, {type: object, properties: {text: {type: string, description: Words.}}}]
            """),
            finds=("/components/schemas/Memo/allOf",),
        ),
        Example(
            None,
            schemas("""
                Count:
                  description: How many.
                  allOf: [{type: number}, {type: [integer, "null"]}, {description: A part without a type.}]
            """),
            because="Integers are numbers.",
        ),
    ),
)
