"""Judges media types that became a range."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'may send', 'may send')} any {code(change.name)}, before only {values(change.before)} ({change.keyword})"


RULE = Rule(
    id="response-media-type-widened",
    severity=Severity.WARNING,
    summary="A body may come in any media type of a range.",
    rationale=(
        "Clients have a parser for what was named. Whoever sends no `Accept` header, or a wide one, may get something else now."
    ),
    fix=("Name the media types, and answer with the old one where a request asks for none."),
    on=On("media-type", "widened", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation(
                'responses: {"200": {description: Done, content: {"application/json": {schema: {type: object}}}}}'
            ),
            operation('responses: {"200": {description: Done, content: {"application/*": {schema: {type: object}}}}}'),
            finds=("/application/*",),
        ),
        Example(
            operation(
                'responses: {"200": {description: Done, content: {"application/json": {schema: {type: object}}}}}'
            ),
            operation(
                'responses: {"200": {description: Done, content: {"application/json; charset=utf-8": {schema: {type: object}}}}}'
            ),
            because="UTF-8 is what holds where nothing is said.",
        ),
    ),
)
