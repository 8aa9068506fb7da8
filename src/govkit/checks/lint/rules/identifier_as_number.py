"""Finds identifiers that are numbers."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | Fine | None:
    """A property that is called an identifier and is a number."""
    if words(site.name)[-1:] != ("id",):
        return None
    if "string" in site.types:
        return FINE
    return Hit(f"{code(site.name)} is an identifier, and a number") if site.types & {"integer", "number"} else None


RULE = Rule(
    id="identifier-as-number",
    severity=Severity.INFO,
    summary="Checks that identifiers are texts.",
    rationale=(
        "Nobody computes with them. As numbers they lose digits beyond 2^53 in JavaScript, lose leading zeros, tell how many "
        "customers there are, and cannot become UUIDs without a break."
    ),
    fix="Send texts in the next major version, also where they hold digits only.",
    on=Look("property", gather=Gather.OWNER, habit="{few} of the {count} identifiers are texts"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    customer_id: {type: integer, description: Who owes.}
            """),
            finds=("/components/schemas/Invoice/properties/customer_id",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    customer_id: {type: string, description: Who owes.}
                    number: {type: integer, description: Which of this year.}
            """),
            because="A number that counts is one.",
        ),
    ),
)
