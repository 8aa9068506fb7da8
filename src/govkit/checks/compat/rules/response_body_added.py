"""Judges a body that a webhook did not send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation, webhook
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'sends', 'send')} a body"


RULE = Rule(
    id="response-body-added",
    severity=Severity.INFO,
    summary="A webhook sends a body that it did not send before.",
    rationale="Receivers that read nothing go on reading nothing. It is listed for those who would use it.",
    fix="Nothing. Sign the body if receivers verify what comes, and say how.",
    on=(On("body", "added", Direction.RESPONSE), On("body", "required-added", Direction.RESPONSE)),
    when=check,
    examples=(
        Example(
            webhook("summary: An invoice was paid"),
            webhook("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            operation("summary: Draft an invoice"),
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            because="This is what clients send: `request-body-added` speaks of it.",
        ),
    ),
)
