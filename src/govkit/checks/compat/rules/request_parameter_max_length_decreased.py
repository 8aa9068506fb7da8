"""Judges a smaller `maxLength` of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be at most {count(change.after, 'character')} long, before {was(change.before)}"


RULE = Rule(
    id="request-parameter-max-length-decreased",
    severity=Severity.ERROR,
    summary="A parameter must be shorter than before.",
    rationale=(
        "Search terms, cursors and lists of identifiers in one parameter use the room they are given. "
        "Calls with long ones are refused, which no test with short values shows."
    ),
    fix="Keep the limit. For what no longer fits into a URL, offer an operation with a body beside this one.",
    on=On("parameter", "max-length-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: search, in: query, schema: {type: string, maxLength: 100}}"),
            parameters("- {name: search, in: query, schema: {type: string, maxLength: 50}}"),
            finds=("/search",),
        ),
        Example(
            parameters("- {name: search, in: query, schema: {type: string, maxLength: 50}}"),
            parameters("- {name: search, in: query, schema: {type: string, maxLength: 100}}"),
            because="Longer texts are taken in addition.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
