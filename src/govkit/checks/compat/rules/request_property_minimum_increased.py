"""Judges a higher lower bound of a number that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import lowest, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be {lowest(change.after)}, before {lowest(change.before)}"


RULE = Rule(
    id="request-property-minimum-increased",
    severity=Severity.ERROR,
    summary="A number in a request must be larger than before.",
    rationale=(
        "Small values, above all zero and negative ones for corrections and credits, are refused though "
        "they had a meaning for those who sent them."
    ),
    fix=(
        "Keep the bound and answer small values with a business error where they make no sense. Or give "
        "the stricter number a new property."
    ),
    on=On("property", "minimum-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("quantity: {type: integer, minimum: 0}"),
            request_properties("quantity: {type: integer, minimum: 1}"),
            finds=("/quantity",),
        ),
        Example(
            request_properties("amount: {type: number, minimum: 0, exclusiveMinimum: true}", openapi="3.0.3"),
            request_properties("amount: {type: number, exclusiveMinimum: 0}"),
            title="Another spelling of the bound",
            because="OpenAPI 3.1 spells an exclusive bound as a number.",
        ),
    ),
)
