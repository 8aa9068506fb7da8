"""Judges a higher lower bound of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import lowest, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be {lowest(change.after)}, before {lowest(change.before)}"


RULE = Rule(
    id="request-parameter-minimum-increased",
    severity=Severity.ERROR,
    summary="A number in a parameter must be larger than before.",
    rationale=(
        "Zero has a use in parameters: the first page, no limit, only the count. Clients that relied on it are refused."
    ),
    fix=(
        "Keep the bound, and say what the small values mean. To renumber pages from 1, add a parameter of another name."
    ),
    on=On("parameter", "minimum-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: page, in: query, schema: {type: integer, minimum: 0}}"),
            parameters("- {name: page, in: query, schema: {type: integer, minimum: 1}}"),
            finds=("/page",),
        ),
        Example(
            parameters("- {name: page, in: query, schema: {type: integer, minimum: 1}}"),
            parameters("- {name: page, in: query, schema: {type: integer, exclusiveMinimum: 0}}"),
            because="For whole numbers, more than 0 is at least 1.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
