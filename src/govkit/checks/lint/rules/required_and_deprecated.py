"""Finds what a request must hold and should not."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import sent
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code
from govkit.spec.openapi.survey import REQUEST


def check(site: PropertySite) -> Hit | None:
    """A property that is required in requests, and deprecated."""
    if not site.is_required or site.plain.get("deprecated") is not True:
        return None
    if not site.surface.ways.of(site.document, site.pointer) & REQUEST:
        return None
    return Hit(f"{code(site.name)} is deprecated, and each request must hold it")


RULE = Rule(
    id="required-and-deprecated",
    severity=Severity.INFO,
    summary="Checks that what is deprecated need not be sent.",
    rationale="Nobody can stop sending it, which is what the word asks for.",
    fix="Make it optional first, with a default where it is missing.",
    on=Look("property", keys=("deprecated",), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  required: [memo]
                  properties: {memo: {type: string, maxLength: 9, deprecated: true, description: Words on the paper.}}
            """),
            finds=("/components/schemas/Invoice/properties/memo",),
        ),
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  properties: {memo: {type: string, maxLength: 9, deprecated: true, description: Words on the paper.}}
            """),
            because="It may be left out.",
        ),
    ),
)
