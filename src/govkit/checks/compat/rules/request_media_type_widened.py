"""Judges media types that became a range."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'takes', 'take')} any {code(change.name)}, before only {values(change.before)}"


RULE = Rule(
    id="request-media-type-widened",
    severity=Severity.INFO,
    summary="A body may be sent in any media type of a range.",
    rationale=("What clients send is taken as before."),
    fix=("Nothing. Make sure that a body without a `Content-Type` is still read as before."),
    on=On("media-type", "widened", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation('requestBody: {content: {"application/json": {schema: {type: object}}}}'),
            operation('requestBody: {content: {"application/*": {schema: {type: object}}}}'),
            finds=("/application/*",),
        ),
        Example(
            operation('requestBody: {content: {"application/json": {schema: {type: object}}}}'),
            operation('requestBody: {content: {"application/json; charset=utf-8": {schema: {type: object}}}}'),
            because="UTF-8 is what holds where nothing is said.",
        ),
    ),
)
