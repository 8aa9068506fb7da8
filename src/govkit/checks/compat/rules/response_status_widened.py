"""Judges statuses that became a range."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    severity = Severity.WARNING if change.name[:1] in ("2", "3") else None
    return Proposal(
        f"{says(change, 'may answer', 'may answer')} any {code(change.name)}, before only {values(change.before)}",
        severity,
    )


RULE = Rule(
    id="response-status-widened",
    severity=Severity.INFO,
    summary="An operation may answer any status of a range of which it named some.",
    rationale=(
        "Clients treat an unknown failure by its class (RFC 9110, section 15), so a range of failures is for information. A range of successes is a warning: code that compares with 200 takes a 202 for a failure."
    ),
    fix=("Name the successes one by one."),
    on=On("status", "widened", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done}, "404": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "4XX": {description: Done}}'),
            finds=("/4XX",),
        ),
        Example(
            operation('responses: {"2xx": {description: Done}}'),
            operation('responses: {"2XX": {description: Done}}'),
            because="`2xx` is `2XX` in other letters.",
        ),
    ),
)
