"""Judges an optional request body that an operation did not take."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'takes', 'take')} a body, which may be left out"


RULE = Rule(
    id="request-body-added",
    severity=Severity.INFO,
    summary="An operation takes an optional request body.",
    rationale="Clients that send none get what they got. It is listed for those who would use it.",
    fix="Nothing. Say in the description what happens without a body: the same as before.",
    on=On("body", "added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("summary: Draft an invoice"),
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("""\
requestBody: {content: {application/json: {schema: {type: object}}}}
summary: Draft an invoice
"""),
            because="The body was there before.",
        ),
    ),
)
