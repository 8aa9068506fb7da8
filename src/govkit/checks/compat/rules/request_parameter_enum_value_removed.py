"""Judges a value taken from the list of those that a parameter may have."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} no longer takes {values(change.before)}"


RULE = Rule(
    id="request-parameter-enum-value-removed",
    severity=Severity.ERROR,
    summary="A value that a parameter could have is no longer taken.",
    rationale=(
        "Saved links, reports and schedules have the value in their URL. They fail when they next run, "
        "with nobody there to choose another."
    ),
    fix=(
        "Map the old value to its successor on the server and mark it as deprecated. Remove it in the "
        "next major version."
    ),
    on=On("parameter", "enum-value-removed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: sort, in: query, schema: {type: string, enum: [date, total, rank]}}"),
            parameters("- {name: sort, in: query, schema: {type: string, enum: [date, total]}}"),
            finds=("/sort",),
        ),
        Example(
            parameters("- {name: sort, in: query, schema: {type: string, enum: [date, total]}}"),
            parameters("- {name: sort, in: query, schema: {type: string, enum: [date, total, rank]}}"),
            because="One more value is one more choice.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
