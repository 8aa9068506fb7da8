"""Judges a lower upper bound of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import highest, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be {highest(change.after)}, before {highest(change.before)}"


RULE = Rule(
    id="request-parameter-maximum-decreased",
    severity=Severity.ERROR,
    summary="A number in a parameter must be smaller than before.",
    rationale=(
        "It is mostly a page size, and exports ask for the largest page there is. They fail at once, and "
        "at their first request."
    ),
    fix=(
        "Accept the old values and return smaller pages: a client that follows the links to the next page "
        "does not notice."
    ),
    on=On("parameter", "maximum-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: limit, in: query, schema: {type: integer, maximum: 500}}"),
            parameters("- {name: limit, in: query, schema: {type: integer, maximum: 100}}"),
            finds=("/limit",),
        ),
        Example(
            parameters("- {name: limit, in: query, schema: {type: integer, exclusiveMaximum: 501}}"),
            parameters("- {name: limit, in: query, schema: {type: integer, maximum: 500}}"),
            because="For whole numbers, less than 501 is at most 500.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
