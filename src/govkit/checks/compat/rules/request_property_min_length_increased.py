"""Judges a larger `minLength` of a text that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be at least {count(change.after, 'character')} long, before {was(change.before)}"


RULE = Rule(
    id="request-property-min-length-increased",
    severity=Severity.ERROR,
    summary="A text in a request must be longer than before.",
    rationale=(
        "Short texts that were fine, among them the empty one that many forms send, are refused. Clients "
        "cannot make up characters that their users did not type."
    ),
    fix=(
        "Go on accepting short texts, and treat an empty one as left out. Where longer ones are needed, "
        "ask for them in a new property."
    ),
    on=On("property", "min-length-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: string}"),
            request_properties("memo: {type: string, minLength: 1}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("memo: {type: string}"),
            response_properties("memo: {type: string, minLength: 1}"),
            because="What the provider sends may keep to a narrower promise.",
        ),
    ),
)
