"""Judges a smaller `minLength` of a text that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._wording import as_few_as, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may have {as_few_as(change.after, 'character')}, before at least {change.before}"


RULE = Rule(
    id="response-property-min-length-decreased",
    severity=Severity.WARNING,
    summary="A text in a response may be shorter than before.",
    rationale=(
        "Consumers that take a first character, split off a prefix, or treat the text as present because "
        "it cannot be empty fail on the shorter one."
    ),
    fix=(
        "Leave the property out where there is no text, if it is optional, or send a placeholder of the "
        "promised length. Otherwise announce it and give consumers time."
    ),
    on=On("property", "min-length-decreased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("code: {type: string, minLength: 3}"),
            response_properties("code: {type: string, minLength: 1}"),
            finds=("/code",),
        ),
        Example(
            request_properties("code: {type: string, minLength: 3}"),
            request_properties("code: {type: string, minLength: 1}"),
            because="In a request, shorter texts are taken in addition.",
        ),
    ),
)
