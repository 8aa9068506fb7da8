"""Judges a range of media types of which only some are left."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'sends', 'send')} only {values(change.after)} of what {code(change.name)} stood for ({change.keyword})"


RULE = Rule(
    id="response-media-type-narrowed",
    severity=Severity.INFO,
    summary="A body comes in some media types of a range only.",
    rationale=(
        "Whoever asked for anything gets one of those that are left. Only a client that asked for another one by `Accept` notices."
    ),
    fix=("Nothing, unless clients ask for other media types; the log of `Accept` headers knows."),
    on=On("media-type", "narrowed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done, content: {"*/*": {schema: {type: object}}}}}'),
            operation(
                'responses: {"200": {description: Done, content: {"application/json": {schema: {type: object}}}}}'
            ),
            finds=("/*/*",),
        ),
        Example(
            operation(
                'responses: {"200": {description: Done, content: {"*/*": {schema: {type: object}}, "application/json": {schema: {type: object}}}}}'
            ),
            operation('responses: {"200": {description: Done, content: {"*/*": {schema: {type: object}}}}}'),
            because="The range is still there, and speaks for JSON too.",
        ),
    ),
)
