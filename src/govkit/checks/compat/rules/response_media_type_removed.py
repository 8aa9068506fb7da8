"""Judges a media type that is no longer sent."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer sends', 'no longer send')} {code(change.name)} ({change.keyword})"


RULE = Rule(
    id="response-media-type-removed",
    severity=Severity.ERROR,
    summary="A body no longer comes in a media type that clients could read.",
    rationale="Clients that ask for it by `Accept` get 406, or a representation that they have no parser for.",
    fix=("Go on offering it and convert at the edge. Count who still asks for it before a new major version drops it."),
    on=On("media-type", "removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}}}'
            ),
            operation('responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}'),
            finds=("/application/xml",),
        ),
        Example(
            operation('responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}'),
            operation(
                'responses: {"200": {description: Done, content: {application/json; charset=utf-8: {schema: {type: object}}}}}'
            ),
            because="The type is the same; its parameter states the character set that JSON has anyway.",
        ),
    ),
)
