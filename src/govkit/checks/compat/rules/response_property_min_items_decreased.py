"""Judges a smaller `minItems` of a list that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import as_few_as, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may hold {as_few_as(change.after, 'item')}, before at least {change.before}"


RULE = Rule(
    id="response-property-min-items-decreased",
    severity=Severity.WARNING,
    summary="A list in a response may hold fewer items than before.",
    rationale=(
        "Consumers that read the first item without asking, since there was always one, fail on the empty list."
    ),
    fix=(
        "Go on sending the promised items where that is possible. Otherwise announce that the list may be "
        "empty before it is for the first time."
    ),
    on=On("property", "min-items-decreased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("lines: {type: array, items: {type: string}, minItems: 1}"),
            response_properties("lines: {type: array, items: {type: string}}"),
            finds=("/lines",),
        ),
        Example(
            response_properties("lines: {type: array, items: {type: string}, minItems: 1}"),
            response_properties("lines: {type: array, items: {type: string}, minItems: 2}"),
            because="More items than were promised are no surprise.",
        ),
    ),
)
