"""Finds discriminators whose values are not those that they lead by."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A discriminator without a mapping, of which an alternative is in place or sends another value than its name."""
    said, listed = site.raw.get("discriminator"), site.raw.get("oneOf", site.raw.get("anyOf"))
    name = said.get("propertyName") if isinstance(said, dict) else None
    if not isinstance(name, str) or mapping(mapping(said).get("mapping")) or not isinstance(listed, list):
        return None
    for part in listed:
        reference = part.get("$ref") if isinstance(part, dict) else None
        if not isinstance(reference, str):
            return Hit(
                f"an alternative of {where(site)} has no name, so that no {code(name)} leads to it", ("discriminator",)
            )
        called = reference.rpartition("/")[2]
        plain = site.surface.members(site.document, part).get(name, {})
        values = plain.get("enum", [plain["const"]] if "const" in plain else None)
        if isinstance(values, list) and values and called not in values:
            text = f"{code(called)} is led to by its name, and its {code(name)} is {code(str(values[0]))}"
            return Hit(text, ("discriminator",))
    return None


RULE = Rule(
    id="discriminator-unmapped",
    severity=Severity.WARNING,
    summary="Checks that a discriminator without a mapping leads by the names of its alternatives.",
    rationale=(
        "Without a mapping the value is the name of the component (OpenAPI 3.1.1, section 4.8.25). Where messages hold "
        "another one, generated code finds no class for it."
    ),
    fix="Write the `mapping` of each value.",
    on=Look("schema", keys=("discriminator",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Payment:
                  description: By which means.
                  oneOf: [{$ref: "#/components/schemas/Card"}]
                  discriminator: {propertyName: kind}
                Card: {type: object, description: A card., properties: {kind: {const: card, description: Which.}}}
            """),
            finds=("/components/schemas/Payment/discriminator",),
        ),
        Example(
            None,
            schemas("""
                Payment:
                  description: By which means.
                  oneOf: [{$ref: "#/components/schemas/Card"}]
                  discriminator: {propertyName: kind}
                Card: {type: object, description: A card., properties: {kind: {const: Card, description: Which.}}}
            """),
            because="The name is the value.",
        ),
    ),
)
