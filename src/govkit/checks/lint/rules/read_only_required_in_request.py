"""Finds members that a request requires and that only the server may send."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import answered, sent
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code
from govkit.spec.openapi.survey import REQUEST


def check(site: PropertySite) -> Hit | None:
    """A required property that is `readOnly` in a schema of requests only."""
    if not site.is_required or site.plain.get("readOnly") is not True:
        return None
    if site.surface.ways.of(site.document, site.pointer) != REQUEST:
        return None
    return Hit(f"{code(site.name)} is required in requests, and `readOnly`")


RULE = Rule(
    id="read-only-required-in-request",
    severity=Severity.WARNING,
    summary="Checks that what a request requires may be sent.",
    rationale=(
        "`readOnly` takes effect on `required` in answers only (OpenAPI 3.0.3; in 3.1 it is an annotation), and this schema "
        "is in no answer: some clients leave the member out, some servers refuse that."
    ),
    fix="Remove the member from the schema of requests, or from `required`.",
    on=Look("property", keys=("readOnly",), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  required: [number]
                  properties:
                    number: {type: string, maxLength: 9, readOnly: true, description: Which.}
            """),
            finds=("/components/schemas/Invoice/properties/number",),
        ),
        Example(
            None,
            answered("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  required: [number]
                  properties:
                    number: {type: string, readOnly: true, description: Which.}
            """),
            because="In an answer that is how it is meant.",
        ),
    ),
)
