"""Finds properties of which nothing says what they hold."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, PropertySite, Raw
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | Fine:
    """A property without description and title, there or at what it refers to."""
    raw, plain = site.raw, site.plain
    if _says(raw) or (plain is not raw and _says(plain)):
        return FINE
    return FINE if "const" in site.plain else Hit(f"nothing says what {code(site.name)} holds")


def _says(part: Raw) -> bool:
    for word in ("description", "title"):
        said = part.get(word)
        if isinstance(said, str) and said.strip():
            return True
    return False


RULE = Rule(
    id="property-undescribed",
    severity=Severity.INFO,
    summary="Checks that properties are described.",
    rationale=(
        "Mappings are made by what a field means and not by what it is called: with tax or without, before or after the "
        "discount, of the customer or of the one who pays."
    ),
    fix="Say what the field holds, in which unit, and when it is missing.",
    on=Look("property", gather=Gather.OWNER, habit="{few} of the {count} properties are described"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    total: {type: integer}
            """),
            finds=("/components/schemas/Invoice/properties/total",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    object: {const: invoice}
                    memo: {$ref: "#/components/schemas/Memo"}
                Memo: {type: string, description: Words on the paper.}
            """),
            because="What it refers to is described, and one value says all there is to say.",
        ),
    ),
)
