"""Judges a range of statuses of which only some are left."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'takes', 'take')} only {values(change.after)} of what {code(change.name)} stood for"


RULE = Rule(
    id="request-status-narrowed",
    severity=Severity.ERROR,
    summary="A webhook takes only some statuses of a range that it took as a whole.",
    rationale=(
        "Receivers that answer with another status of the range have taken the event; the provider sees a failure and sends it again."
    ),
    fix=("Go on taking the range."),
    on=On("status", "narrowed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            webhook('responses: {"2XX": {description: Done}}'),
            webhook('responses: {"200": {description: Done}}'),
            finds=("/2XX",),
        ),
        Example(
            webhook('responses: {"200": {description: Done}, "2XX": {description: Done}}'),
            webhook('responses: {"2XX": {description: Done}}'),
            because="The range is still there, and speaks for 200 too.",
        ),
    ),
)
