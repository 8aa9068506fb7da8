"""Judges a lower upper bound of a number that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import highest, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be {highest(change.after)}, before {highest(change.before)}"


RULE = Rule(
    id="request-property-maximum-decreased",
    severity=Severity.ERROR,
    summary="A number in a request must be smaller than before.",
    rationale=(
        "Large orders, amounts and page sizes that went through are refused, usually those of the largest "
        "customers, and only when they come."
    ),
    fix=(
        "Keep the bound, and split or cap large values on the server. A lower limit for some customers is "
        "an answer about that request (409, 422 with a reason), not a change of the contract."
    ),
    on=On("property", "maximum-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("quantity: {type: integer, maximum: 100}"),
            request_properties("quantity: {type: integer, maximum: 50}"),
            finds=("/quantity",),
        ),
        Example(
            request_properties("quantity: {type: integer, maximum: 10}"),
            request_properties("quantity: {type: integer, exclusiveMaximum: 11}"),
            because="For whole numbers, less than 11 is at most 10.",
        ),
    ),
)
