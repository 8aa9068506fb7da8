"""Finds discriminators that lead to a schema which is not there."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import mapping
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A discriminator with a mapping to nothing."""
    said = site.raw.get("discriminator")
    for value, target in mapping(said.get("mapping") if isinstance(said, dict) else None).items():
        if isinstance(target, str) and not _is_there(site, target):
            text = f"{code(value)} leads to {code(target, 100)}, which is not there"
            return Hit(text, ("discriminator", "mapping", value))
    return None


def _is_there(site: Site, target: str) -> bool:
    known = {one.name for one in site.surface.components}
    if target in known or "#" not in target:
        return True  # a name, or a file whose references are checked elsewhere
    return not target.startswith("#") or bool(site.surface.target(site.document, {"$ref": target}))


RULE = Rule(
    id="discriminator-mapping-unknown",
    severity=Severity.ERROR,
    summary="Checks that the mappings of discriminators lead somewhere.",
    rationale="A value that is mapped to nothing is refused or kept unread by whoever trusts the mapping.",
    fix="Write the reference as the component is called, or remove the value.",
    on=Look("schema", keys=("discriminator",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Payment:
                  description: By which means.
                  oneOf: [{$ref: "#/components/schemas/Card"}]
                  discriminator: {propertyName: kind, mapping: {card: "#/components/schemas/Cart"}}
                Card: {type: object, description: A card., properties: {kind: {type: string, description: Which.}}}
            """),
            finds=("/components/schemas/Payment/discriminator/mapping/card",),
        ),
        Example(
            None,
            schemas("""
                Payment:
                  description: By which means.
                  oneOf: [{$ref: "#/components/schemas/Card"}]
                  discriminator: {propertyName: kind, mapping: {card: Card}}
                Card: {type: object, description: A card., properties: {kind: {type: string, description: Which.}}}
            """),
            because="A name of a component is enough.",
        ),
    ),
)
