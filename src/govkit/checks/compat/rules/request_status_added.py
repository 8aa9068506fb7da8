"""Judges a status that a webhook takes for an answer in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation, webhook
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'also takes', 'also take')} {code(change.name)} for an answer"


RULE = Rule(
    id="request-status-added",
    severity=Severity.INFO,
    summary="A webhook takes another status for an answer.",
    rationale=(
        "Receivers go on answering as they did. It is listed for those who would rather use the new one, "
        "to ask for a pause or to unsubscribe, say."
    ),
    fix="Nothing. Describe what the provider does when it gets this answer.",
    on=On("status", "added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            webhook('responses: {"200": {description: Done}}'),
            webhook('responses: {"200": {description: Done}, "410": {description: Done}}'),
            finds=("/410",),
        ),
        Example(
            operation('responses: {"200": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "410": {description: Done}}'),
            because="This is what the provider answers: `response-status-added` speaks of it.",
        ),
    ),
)
