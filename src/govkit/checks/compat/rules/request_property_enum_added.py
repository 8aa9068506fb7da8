"""Judges a list of values where a client could send any before."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} takes only {values(change.after)}, before any value would do"


RULE = Rule(
    id="request-property-enum-added",
    severity=Severity.ERROR,
    summary="A value in a request that was free must be one of a list.",
    rationale=(
        "Before, clients chose the value themselves: other spellings, lower case, values of their own. "
        "Each one that is not on the list is refused now."
    ),
    fix=(
        "Document the known values as examples and go on accepting others, or normalise them on the "
        "server. A closed list belongs into a new property or the next major version."
    ),
    on=On("property", "enum-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("currency: {type: string}"),
            request_properties("currency: {type: string, enum: [EUR, USD]}"),
            finds=("/currency",),
        ),
        Example(
            request_properties("kind: {const: invoice}"),
            request_properties("kind: {enum: [invoice]}"),
            because="`const` is a list of one value.",
        ),
    ),
)
