"""Judges a request body that had to be sent and may be left out now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'may', 'may')} be called without a body"


RULE = Rule(
    id="request-body-became-optional",
    severity=Severity.INFO,
    summary="A request body that was required may be left out.",
    rationale="Clients that send it are served as before. It is listed for those who can now do without.",
    fix="Nothing. Say in the description what a call without a body does.",
    on=On("body", "became-optional", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            operation("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            operation("""\
requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
summary: Draft an invoice
"""),
            because="The body is as required as it was.",
        ),
    ),
)
