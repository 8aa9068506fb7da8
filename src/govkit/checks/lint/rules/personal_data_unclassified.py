"""Finds personal data that is not marked as such."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._personal import is_personal
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_MARKS = ("x-data-classification", "x-pii", "x-classification", "x-sensitive", "x-personal-data")


def check(site: PropertySite) -> Hit | Fine | None:
    """A text that is called like something about a person, without a classification there or at its schema."""
    if "string" not in site.types or not is_personal(site.name):
        return None
    if any(mark in part for part in (site.raw, site.plain, site.owner) for mark in _MARKS):
        return FINE
    return Hit(f"{code(site.name)} is personal data, and is not marked by `x-data-classification`")


RULE = Rule(
    id="personal-data-unclassified",
    severity=Severity.INFO,
    summary="Checks that personal data is marked by `x-data-classification`.",
    rationale=(
        "What is marked can be followed: which mappings copy it, which systems keep it, who may read it, what has to be "
        "deleted when somebody asks. What is not marked is found by reading everything."
    ),
    fix="Write `x-data-classification: personal`, or the word that the estate uses, at the property or its schema.",
    on=Look(
        "property", gather=Gather.OWNER, habit="{few} of the {count} properties with personal data are marked as such"
    ),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Customer:
                  type: object
                  description: Who owes.
                  properties:
                    phone_number: {type: string, description: By day.}
            """),
            finds=("/components/schemas/Customer/properties/phone_number",),
        ),
        Example(
            None,
            schemas("""
                Customer:
                  type: object
                  description: Who owes.
                  properties:
                    phone_number: {type: string, description: By day., x-data-classification: personal}
                    phone_verified: {type: boolean, description: Whether somebody answered.}
            """),
            because="It is marked, and a yes or no is no number.",
        ),
    ),
)
