"""Judges a lower lower bound of a number that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import lowest, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be {lowest(change.after)}, before {lowest(change.before)}"


RULE = Rule(
    id="response-property-minimum-decreased",
    severity=Severity.WARNING,
    summary="A number in a response may be smaller than before.",
    rationale=(
        "A number that was positive by contract is divided by, taken the root of, or stored unsigned. "
        "Zero and negative values then fail in the consumer's code."
    ),
    fix=(
        "Keep the bound, and express what is new by its own property: a credit beside an amount, a flag "
        "beside a zero. Announce the wider range otherwise."
    ),
    on=On("property", "minimum-decreased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("balance: {type: number, minimum: 0}"),
            response_properties("balance: {type: number}"),
            finds=("/balance",),
        ),
        Example(
            response_properties("balance: {type: number, minimum: 0}"),
            response_properties("balance: {type: number, exclusiveMinimum: 0}"),
            because="Zero is excluded: that is less than was promised to be possible.",
        ),
    ),
)
