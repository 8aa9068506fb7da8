"""Judges a list of values for a parameter that could have any before."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} takes only {values(change.after)}, before any value would do"


RULE = Rule(
    id="request-parameter-enum-added",
    severity=Severity.ERROR,
    summary="A parameter that was free must have one of a list of values.",
    rationale=(
        "Callers used values that the list does not name, in other spellings or for things the server "
        "ignored. These calls worked and are refused."
    ),
    fix=(
        "Go on ignoring unknown values, list the known ones in the description, and log the others to see "
        "who sends them."
    ),
    on=On("parameter", "enum-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: sort, in: query, schema: {type: string}}"),
            parameters("- {name: sort, in: query, schema: {type: string, enum: [date, total]}}"),
            finds=("/sort",),
        ),
        Example(
            parameters("- {name: sort, in: query, schema: {type: string, enum: [date, total]}}"),
            parameters("- {name: sort, in: query, schema: {type: string}}"),
            because="Without a list every old value is still taken.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
