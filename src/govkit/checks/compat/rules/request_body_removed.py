"""Judges a request body that an operation no longer takes."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer takes', 'no longer take')} a body"


RULE = Rule(
    id="request-body-removed",
    severity=Severity.WARNING,
    summary="An operation no longer takes a request body.",
    rationale=(
        "Old clients go on sending it. If the server ignores it, what they meant is lost without an "
        "error; some servers and proxies refuse a body that is not expected."
    ),
    fix=(
        "Go on reading the body, or refuse a request that has one with a message that says where its "
        "content belongs now."
    ),
    on=On("body", "removed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("summary: Draft an invoice"),
            finds=("",),
        ),
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("requestBody: {description: The draft, content: {application/json: {schema: {type: object}}}}"),
            because="The body got a description and is still taken.",
        ),
    ),
)
