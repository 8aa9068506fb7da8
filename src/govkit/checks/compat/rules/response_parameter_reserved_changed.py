"""Judges whether reserved characters of a value are escaped."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    location, _, name = change.name.partition(" ")
    how = "as they are" if change.after else "escaped"
    return f"{location} parameter {code(name)} has its reserved characters {how} now"


RULE = Rule(
    id="response-parameter-reserved-changed",
    severity=Severity.WARNING,
    summary="The reserved characters of a parameter are escaped in another way.",
    rationale=(
        "With `allowReserved`, `/` and `:` stand in the URL as they are; without it they are escaped. A receiver that does not undo the escapes, or takes a bare `&` for the end of the value, reads another value."
    ),
    fix=("Ask receivers to read both forms before the provider changes."),
    on=(
        On("parameter", "reserved-allowed", Direction.RESPONSE),
        On("parameter", "reserved-refused", Direction.RESPONSE),
    ),
    when=check,
    examples=(
        Example(
            webhook("parameters: [{name: path, in: query, schema: {type: string}}]"),
            webhook("parameters: [{name: path, in: query, allowReserved: true, schema: {type: string}}]"),
            finds=("/path",),
        ),
        Example(
            webhook("parameters: [{name: page, in: query, schema: {type: integer}}]"),
            webhook("parameters: [{name: page, in: query, allowReserved: true, schema: {type: integer}}]"),
            because="A number has no reserved characters.",
        ),
    ),
)
