"""Finds times that are counted from 1970."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | Fine | None:
    """A number that by its name is a time."""
    said = words(site.name)
    if not (said[-1:] == ("timestamp",) or (len(said) > 1 and said[-1] == "at")):
        return None
    if "string" in site.types:
        return FINE
    if not site.types & {"integer", "number"}:
        return None
    return Hit(f"{code(site.name)} is a time as a number")


RULE = Rule(
    id="timestamp-as-number",
    severity=Severity.INFO,
    summary="Checks that times are texts of RFC 3339.",
    rationale=(
        "A number does not say whether it counts seconds or milliseconds; off by a thousand, it is a time all the same. "
        "People cannot read it in a log."
    ),
    fix="Send `date-time` texts in the next major version, and say in the description what the number counts.",
    on=Look("property", gather=Gather.NAME, habit="{few} of the {count} times are texts, and no numbers"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    created_at: {type: integer, description: Seconds since 1970.}
            """),
            finds=("/components/schemas/Invoice/properties/created_at",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    created_at: {type: string, format: date-time, description: When.}
                    looked_at_count: {type: integer, description: How often.}
            """),
            because="A text, and a number of something else.",
        ),
    ),
)
