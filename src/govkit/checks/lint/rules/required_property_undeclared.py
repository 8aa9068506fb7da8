"""Finds names that are required and that nobody declares."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined

_INSIDE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})


def check(site: Site) -> Hit | None:
    """An object that requires a member which none of its parts has; parts of others are judged with these."""
    needed = site.raw.get("required")
    if not isinstance(needed, list) or "properties" not in site.raw or _INSIDE.intersection(site.pointer[-2:]):
        return None
    if "patternProperties" in site.raw or site.raw.get("additionalProperties") not in (None, False):
        return None
    known = site.surface.members(site.document, site.raw)
    raw = site.raw["properties"]
    missing = [name for name in needed if isinstance(name, str) and name not in known and name not in raw]
    if not missing:
        return None
    return Hit(
        f"{where(site)} requires {joined([code(name) for name in missing])}, which it does not declare", ("required",)
    )


RULE = Rule(
    id="required-property-undeclared",
    severity=Severity.WARNING,
    summary="Checks that what an object requires is declared.",
    rationale=(
        "It must be there, and nobody knows what it is. Mostly a name was misspelt or renamed in one of two places, and the "
        "member that was meant is optional now."
    ),
    fix="Declare the property, or write in `required` the one that is meant.",
    on=Look("schema", keys=("required",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  required: [number]
                  properties:
                    nummer: {type: string, description: Which.}
            """),
            finds=("/components/schemas/Invoice/required",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  required: [number]
                  properties:
                    memo: {type: string, description: Words on the paper.}
                  allOf: [{properties: {number: {type: string, description: Which.}}}]
            """),
            because="A part declares it.",
        ),
    ),
)
