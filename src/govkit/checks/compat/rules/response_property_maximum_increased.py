"""Judges a higher upper bound of a number that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import highest, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be {highest(change.after)}, before {highest(change.before)}"


RULE = Rule(
    id="response-property-maximum-increased",
    severity=Severity.WARNING,
    summary="A number in a response may be larger than before.",
    rationale=(
        "Consumers chose the width of a column or an integer type by the bound, or scale a chart to it. "
        "Larger numbers overflow, or are shown as errors."
    ),
    fix=(
        "Check with consumers what they store it in, above all at the edges of 32 bits and of a "
        "percentage. Keep the old property within its bound and add a wider one if in doubt."
    ),
    on=On("property", "maximum-increased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("discount: {type: integer, maximum: 100}"),
            response_properties("discount: {type: integer, maximum: 1000}"),
            finds=("/discount",),
        ),
        Example(
            response_properties("discount: {type: integer, exclusiveMaximum: 101}"),
            response_properties("discount: {type: integer, maximum: 100}"),
            because="For whole numbers, less than 101 is at most 100.",
        ),
    ),
)
