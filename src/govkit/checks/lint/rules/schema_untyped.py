"""Finds schemas with keywords for a type that they do not name."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_FOR = {
    "properties": "an object",
    "required": "an object",
    "items": "an array",
    "maxItems": "an array",
    "maxLength": "a text",
    "pattern": "a text",
    "maximum": "a number",
    "minimum": "a number",
}
_OTHER = frozenset({"type", "$ref", "allOf", "anyOf", "oneOf", "enum", "const", "not", "if"})
_INSIDE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "propertyNames"})


def check(site: Site) -> Hit | None:
    """A schema that says something of a type and names none; a part of another may leave that to it."""
    if _OTHER & site.raw.keys() or _INSIDE.intersection(site.pointer[-2:]):
        return None
    said = next((word for word in _FOR if word in site.raw), None)
    if said is None:
        return None
    return Hit(f"{where(site)} says {code(said)}, as {_FOR[said]} does, and no `type`")


RULE = Rule(
    id="schema-untyped",
    severity=Severity.INFO,
    summary="Checks that schemas name the type which they speak about.",
    rationale=(
        "Without `type` any other value is valid: a number passes where an object was meant, since `properties` says "
        "nothing of numbers."
    ),
    fix="Write the `type`; values of another type are refused then, as they were meant to be.",
    on=Look("schema", keys=tuple(_FOR), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  description: What a customer owes.
                  properties:
                    memo: {type: string, description: Words on the paper.}
            """),
            finds=("/components/schemas/Invoice",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    memo: {type: string, description: Words on the paper.}
                  anyOf: [{required: [memo]}, {maxProperties: 0}]
            """),
            because="The alternatives are parts of an object.",
        ),
    ),
)
