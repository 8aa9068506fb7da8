"""Judges a status that a webhook no longer takes for an answer."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer takes', 'no longer take')} {code(change.name)} for an answer"


RULE = Rule(
    id="request-status-removed",
    severity=Severity.ERROR,
    summary="A webhook no longer takes a status that its receivers could answer with.",
    rationale=(
        "Receivers that answer with it have taken the event. The provider sees a failure, sends the event "
        "again, and in the end switches the webhook off."
    ),
    fix="Go on taking the old status, or any 2xx, for success.",
    on=On("status", "removed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            webhook('responses: {"200": {description: Done}, "202": {description: Done}}'),
            webhook('responses: {"200": {description: Done}}'),
            finds=("/202",),
        ),
        Example(
            webhook('responses: {"200": {description: Done}, "202": {description: Done}}'),
            webhook('responses: {"2XX": {description: Done}}'),
            because="`2XX` takes both.",
        ),
    ),
)
