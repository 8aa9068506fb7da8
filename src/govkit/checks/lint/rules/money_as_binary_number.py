"""Finds amounts of money that are binary numbers."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._money import is_money
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | None:
    """A property that holds money and may have a fraction."""
    if "number" not in site.types or not is_money(site.name, site.owner):
        return None
    if site.plain.get("multipleOf") == 1:
        return None
    return Hit(f"{code(site.name)} is money, and a number with a fraction is binary in most languages")


RULE = Rule(
    id="money-as-binary-number",
    severity=Severity.WARNING,
    summary="Checks that money is no number with a fraction.",
    rationale=(
        "Most languages read such a number as a binary one, in which 0.10 does not exist: sums are off by a cent, "
        "comparisons fail, and large amounts lose digits."
    ),
    fix='Use an integer in the minor unit of the currency, or decimal text such as `"12.50"`.',
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
                    price: {type: number, description: Of one.}
                    currency: {type: string, pattern: "^[A-Z]{3}$", description: In which it is.}
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
                    price: {type: integer, description: In cents.}
                    price_factor: {type: number, description: By which it grew.}
                    currency: {type: string, pattern: "^[A-Z]{3}$", description: In which it is.}
                Usage:
                  type: object
                  description: What was used.
                  properties:
                    amount: {type: number, description: Liters.}
            """),
            because="Cents are integers, a factor is no money, and neither is an amount without a currency beside it.",
        ),
    ),
)
