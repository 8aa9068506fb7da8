"""Judges a value taken from the list of those that a client may send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} no longer takes {values(change.before)}"


RULE = Rule(
    id="request-property-enum-value-removed",
    severity=Severity.ERROR,
    summary="A value that clients could send is no longer taken.",
    rationale=(
        "Whoever sends the value today, from a form, a configuration or old records, is refused, and has "
        "no other value to send in its place."
    ),
    fix=(
        "Keep the value, mark it as deprecated in the description, and map it to its successor on the "
        "server. Remove it in the next major version, when nobody sends it."
    ),
    on=On("property", "enum-value-removed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("currency: {type: string, enum: [EUR, USD, DEM]}"),
            request_properties("currency: {type: string, enum: [EUR, USD]}"),
            finds=("/currency",),
        ),
        Example(
            request_properties("currency: {type: string, enum: [EUR, USD]}"),
            request_properties("currency: {type: string, enum: [USD, EUR]}"),
            because="The order of the values means nothing.",
        ),
    ),
)
