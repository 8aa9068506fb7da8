"""Finds descriptions that say nothing but the name."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_SMALL = frozenset({"the", "a", "an", "of", "this", "for", "its", "is"})


def check(site: PropertySite) -> Hit | None:
    """A property whose description has no word that is not in its name."""
    said = site.raw.get("description")
    if not isinstance(said, str) or len(said) > 100:
        return None
    told = frozenset(words(said)) - _SMALL
    if told and told <= frozenset(words(site.name)):
        return Hit(f"the description of {code(site.name)} says no more than its name", ("description",))
    return None


RULE = Rule(
    id="description-repeats-name",
    severity=Severity.INFO,
    summary="Checks that descriptions say more than the name.",
    rationale="Such a description takes the place of one, and hides from everybody that it is missing.",
    fix="Say what the field holds, in which unit, and when it is missing; or leave it out.",
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
                    tax_number: {type: string, description: The tax number}
            """),
            finds=("/components/schemas/Invoice/properties/tax_number/description",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    tax_number: {type: string, description: The tax number of the customer}
            """),
            because="It says of whom.",
        ),
    ),
)
