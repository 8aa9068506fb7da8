"""Judges a body that a webhook always sent and may leave out now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'may', 'may')} come without a body, before it always had one"


RULE = Rule(
    id="response-body-became-optional",
    severity=Severity.ERROR,
    summary="A webhook may come without the body that it always had.",
    rationale="Receivers parse the body first. An empty one is an error to them, and the event is not taken.",
    fix="Send the body always. If there are events without content, give them a webhook of their own.",
    on=On("body", "became-optional", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            webhook("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            webhook("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            webhook("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            webhook("""\
requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
summary: An invoice was paid
"""),
            because="The body is as certain as it was.",
        ),
    ),
)
