"""Judges whether reserved characters of a value are escaped."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    location, _, name = change.name.partition(" ")
    how = "as they are" if change.after else "escaped"
    return f"{location} parameter {code(name)} has its reserved characters {how} now"


RULE = Rule(
    id="request-parameter-reserved-changed",
    severity=Severity.WARNING,
    summary="The reserved characters of a parameter are escaped in another way.",
    rationale=(
        "With `allowReserved`, `/` and `:` stand in the URL as they are; without it they are escaped. A server that does not undo the escapes, or takes a bare `&` for the end of the value, reads another value."
    ),
    fix=("Let the server read both forms before the description changes."),
    on=(On("parameter", "reserved-allowed", Direction.REQUEST), On("parameter", "reserved-refused", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            parameters("- {name: path, in: query, schema: {type: string}}"),
            parameters("- {name: path, in: query, allowReserved: true, schema: {type: string}}"),
            finds=("/path",),
        ),
        Example(
            parameters("- {name: page, in: query, schema: {type: integer}}"),
            parameters("- {name: page, in: query, allowReserved: true, schema: {type: integer}}"),
            because="A number has no reserved characters.",
        ),
    ),
)
