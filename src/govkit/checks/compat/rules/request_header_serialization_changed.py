"""Judges a header that is written in another way."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"header {code(change.name)} is written as {change.after}, before as {change.before}"


RULE = Rule(
    id="request-header-serialization-changed",
    severity=Severity.ERROR,
    summary="An object in a header is written in another way.",
    rationale=(
        "`a,1,b,2` and `a=1,b=2` are the same object in two spellings. Who expects the one reads the other as nonsense, mostly without an error."
    ),
    fix=("Keep the spelling, or add a header of a new name."),
    on=On("header", "serialization-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            webhook(
                'responses: {"200": {description: Done, headers: {X-Range: {schema: {type: object, properties: {a: {type: string}, b: {type: string}}}}}}}'
            ),
            webhook(
                'responses: {"200": {description: Done, headers: {X-Range: {explode: true, schema: {type: object, properties: {a: {type: string}, b: {type: string}}}}}}}'
            ),
            finds=("/x-range",),
        ),
        Example(
            webhook('responses: {"200": {description: Done, headers: {X-Range: {schema: {type: string}}}}}'),
            webhook(
                'responses: {"200": {description: Done, headers: {X-Range: {style: simple, explode: true, schema: {type: string}}}}}'
            ),
            because="A single value is written the same either way.",
        ),
    ),
)
