"""Finds amounts of money of which nobody knows the currency."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._money import is_price, says_currency
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | None:
    """A property that is a price or a cost, with no currency beside it or in what it is a part of."""
    if not site.types & {"number", "integer"} or not is_price(site.name) or says_currency(site):
        return None
    return Hit(f"nothing says in which currency {code(site.name)} is")


RULE = Rule(
    id="currency-missing",
    severity=Severity.INFO,
    summary="Checks that a currency stands beside each price, or in what it is a part of.",
    rationale=(
        "As long as there is one currency, everybody knows it. When the second comes, each amount that was stored without "
        "one is a guess."
    ),
    fix="Add a `currency` (ISO 4217) beside the amount, or an object that holds both.",
    on=Look("property", gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    price: {type: integer, description: In cents.}
            """),
            finds=("/components/schemas/Invoice/properties/price",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    currency: {type: string, pattern: "^[A-Z]{3}$", description: In which it is.}
                    lines: {type: array, description: For what., items: {$ref: "#/components/schemas/Line"}}
                Line:
                  type: object
                  description: For what.
                  properties:
                    price: {type: integer, description: In cents.}
            """),
            because="The currency stands in what the line is a part of.",
        ),
    ),
)
