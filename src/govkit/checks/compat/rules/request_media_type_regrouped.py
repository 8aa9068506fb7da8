"""Judges a media type that is named beside its range, or is not any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.kind == "folded":
        return f"{says(change, 'no longer names', 'no longer name')} {code(change.name)}; {code(change.after[0])} speaks for it"
    return f"{says(change, 'names', 'name')} {code(change.name)} now; before, {code(change.before[0])} spoke for it"


RULE = Rule(
    id="request-media-type-regrouped",
    severity=Severity.INFO,
    summary="A media type is named on its own beside the range that speaks for it, or no longer is.",
    rationale=(
        "It may be sent as before: the range covers it. The schemas of both are compared, and what differs is found on its own."
    ),
    fix=("Nothing, as long as the range means it."),
    on=(On("media-type", "folded", Direction.REQUEST), On("media-type", "split", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            operation(
                'requestBody: {content: {"*/*": {schema: {type: object}}, "application/json": {schema: {type: object}}}}'
            ),
            operation('requestBody: {content: {"*/*": {schema: {type: object}}}}'),
            finds=("/application/json",),
        ),
        Example(
            operation('requestBody: {content: {"application/json": {schema: {type: object}}}}'),
            operation(
                'requestBody: {content: {"application/json": {schema: {type: object}}, "text/csv": {schema: {type: object}}}}'
            ),
            because="Nothing spoke for CSV before: `request-media-type-added` tells it.",
        ),
    ),
)
