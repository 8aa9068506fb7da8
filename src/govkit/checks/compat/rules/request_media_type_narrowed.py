"""Judges a range of media types of which only some are left."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'takes', 'take')} only {values(change.after)} of what {code(change.name)} stood for"


RULE = Rule(
    id="request-media-type-narrowed",
    severity=Severity.ERROR,
    summary="A body may be sent in some media types of a range only.",
    rationale=("The range let clients send whatever they liked: what is not named any more is refused with 415."),
    fix=("Keep the range, or name all media types that clients send."),
    on=On("media-type", "narrowed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation('requestBody: {content: {"*/*": {schema: {type: object}}}}'),
            operation('requestBody: {content: {"application/json": {schema: {type: object}}}}'),
            finds=("/*/*",),
        ),
        Example(
            operation(
                'requestBody: {content: {"*/*": {schema: {type: object}}, "application/json": {schema: {type: object}}}}'
            ),
            operation('requestBody: {content: {"*/*": {schema: {type: object}}}}'),
            because="The range is still there, and speaks for JSON too.",
        ),
    ),
)
