"""Judges a range of statuses of which only some are left."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'answers', 'answer')} only {values(change.after)} of what {code(change.name)} stood for"


RULE = Rule(
    id="response-status-narrowed",
    severity=Severity.INFO,
    summary="An operation answers only some statuses of a range.",
    rationale=(
        "Clients that handle the range handle its parts. It is listed because the statuses that are not named any more may still come, from a proxy if not from the server."
    ),
    fix=("Keep the range, or `default`, beside the statuses that are named: something else can always go wrong."),
    on=On("status", "narrowed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done}, "4XX": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "404": {description: Done}}'),
            finds=("/4XX",),
        ),
        Example(
            operation('responses: {"200": {description: Done}, "2XX": {description: Done}}'),
            operation('responses: {"2XX": {description: Done}}'),
            because="The range is still there, and speaks for 200 too.",
        ),
    ),
)
