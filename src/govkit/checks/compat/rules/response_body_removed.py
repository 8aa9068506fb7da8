"""Judges a body that a webhook no longer sends."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation, webhook
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer sends', 'no longer send')} a body"


RULE = Rule(
    id="response-body-removed",
    severity=Severity.ERROR,
    summary="A webhook no longer sends its body.",
    rationale=(
        "Receivers read the event from the body. Without it they cannot tell what happened, and mostly "
        "answer with an error until the provider gives up."
    ),
    fix="Send the body as before, in a new webhook if a thinner one is wanted, and let receivers choose.",
    on=On("body", "removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            webhook("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            webhook("summary: An invoice was paid"),
            finds=("",),
        ),
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("summary: Draft an invoice"),
            because="This is what clients send: `request-body-removed` speaks of it.",
        ),
    ),
)
