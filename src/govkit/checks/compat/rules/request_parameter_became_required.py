"""Judges a parameter that might be left out and must be sent now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is required, before it might be left out"


RULE = Rule(
    id="request-parameter-became-required",
    severity=Severity.ERROR,
    summary="A parameter that was optional must be sent.",
    rationale=(
        "The shortest call, the one in every tutorial and script, is the one without optional parameters. "
        "It is refused now."
    ),
    fix=(
        "Keep a default on the server. Log who calls without the parameter and ask them to send it, "
        "before a new version demands it."
    ),
    on=On("parameter", "became-required", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            parameters("- {name: limit, in: query, required: true, schema: {type: integer}}"),
            finds=("/limit",),
        ),
        Example(
            parameters("- {name: limit, in: query, required: true, schema: {type: integer}}"),
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            because="Who always sent it may go on doing so.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
