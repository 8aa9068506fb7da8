"""Finds alternatives that cannot be told apart by the property that is to tell them."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A schema with a discriminator whose property one of its alternatives does not declare."""
    said = site.raw.get("discriminator")
    name = said.get("propertyName") if isinstance(said, dict) else None
    if not isinstance(name, str):
        return None
    listed = site.raw.get("oneOf", site.raw.get("anyOf"))
    for part in listed if isinstance(listed, list) else (site.raw,):
        members = site.surface.members(site.document, part)
        if members and name not in members and name not in site.surface.members(site.document, site.raw):
            return Hit(f"an alternative of {where(site)} has no {code(name)}, by which it is told", ("discriminator",))
    return None


RULE = Rule(
    id="discriminator-property-missing",
    severity=Severity.WARNING,
    summary="Checks that each alternative declares the property of the discriminator.",
    rationale=(
        "Generated code reads the property first and chooses the class by it. Where it is not declared, it may be missing, "
        "and the code fails on what is valid."
    ),
    fix="Declare the property in each alternative, and require it.",
    on=Look("schema", keys=("discriminator",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Payment:
                  description: By which means.
                  oneOf: [{$ref: "#/components/schemas/Card"}]
                  discriminator: {propertyName: kind, mapping: {card: "#/components/schemas/Card"}}
                Card: {type: object, description: A card., properties: {type: {type: string, description: Which.}}}
            """),
            finds=("/components/schemas/Payment/discriminator",),
        ),
        Example(
            None,
            schemas("""
                Payment:
                  description: By which means.
                  oneOf: [{$ref: "#/components/schemas/Card"}]
                  discriminator: {propertyName: kind, mapping: {card: "#/components/schemas/Card"}}
                Card: {allOf: [{$ref: "#/components/schemas/Kind"}], description: A card.}
                Kind: {type: object, description: Which., properties: {kind: {type: string, description: Which.}}}
            """),
            because="A part of the alternative declares it.",
        ),
    ),
)
