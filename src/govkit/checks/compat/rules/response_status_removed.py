"""Judges a status that an operation no longer answers with."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer answers', 'no longer answer')} {code(change.name)}"


RULE = Rule(
    id="response-status-removed",
    severity=Severity.ERROR,
    summary="An operation no longer answers with a status that clients could meet.",
    rationale=(
        "Clients wait for it: for the 201 that tells them it worked, for the 404 that lets them create "
        "what is missing. What comes in its place is not announced, or means something else to them."
    ),
    fix=(
        "Keep the status. If the operation works differently now, offer it as a new operation, and let "
        "this one answer as before."
    ),
    on=On("status", "removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done}, "404": {description: Done}}'),
            operation('responses: {"200": {description: Done}}'),
            finds=("/404",),
        ),
        Example(
            operation('responses: {"200": {description: Done}, "404": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "4XX": {description: Done}}'),
            because="`4XX` speaks for 404 too.",
        ),
    ),
)
