"""Judges a status that is named beside its range, or is not any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.kind == "folded":
        return f"{says(change, 'no longer names', 'no longer name')} {code(change.name)}; {code(change.after[0])} speaks for it"
    return f"{says(change, 'names', 'name')} {code(change.name)} now; before, {code(change.before[0])} spoke for it"


RULE = Rule(
    id="request-status-regrouped",
    severity=Severity.INFO,
    summary="A status is named on its own beside the range that speaks for it, or no longer is.",
    rationale=(
        "Receivers may answer it as before: the range, or `default`, covers it. What its body looks like is compared with what the range says, and found on its own where it differs."
    ),
    fix=("Nothing, as long as the range means it."),
    on=(On("status", "folded", Direction.REQUEST), On("status", "split", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            webhook('responses: {"200": {description: Done}, "2XX": {description: Done}}'),
            webhook('responses: {"2XX": {description: Done}}'),
            finds=("/200",),
        ),
        Example(
            webhook('responses: {"200": {description: Done}, "default": {description: Done}}'),
            webhook(
                'responses: {"200": {description: Done}, "404": {description: Done}, "default": {description: Done}}'
            ),
            finds=("/404",),
        ),
        Example(
            webhook('responses: {"200": {description: Done}}'),
            webhook('responses: {"200": {description: Done}, "404": {description: Done}}'),
            because="Nothing spoke for 404 before: `request-status-added` tells it.",
        ),
    ),
)
