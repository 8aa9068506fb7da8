"""Judges statuses that became a range."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'takes', 'take')} any {code(change.name)} for an answer, before only {values(change.before)}"


RULE = Rule(
    id="request-status-widened",
    severity=Severity.INFO,
    summary="A webhook takes a whole range of statuses of which it took some.",
    rationale=("Receivers may go on answering as they do."),
    fix=("Nothing."),
    on=On("status", "widened", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            webhook('responses: {"200": {description: Done}}'),
            webhook('responses: {"2XX": {description: Done}}'),
            finds=("/2XX",),
        ),
        Example(
            webhook('responses: {"2xx": {description: Done}}'),
            webhook('responses: {"2XX": {description: Done}}'),
            because="`2xx` is `2XX` in other letters.",
        ),
    ),
)
