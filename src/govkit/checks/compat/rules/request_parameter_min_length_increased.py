"""Judges a larger `minLength` of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be at least {count(change.after, 'character')} long, before {was(change.before)}"


RULE = Rule(
    id="request-parameter-min-length-increased",
    severity=Severity.ERROR,
    summary="A parameter must be longer than before.",
    rationale=(
        "Search-as-you-type sends one character first, and forms send the empty text for a field that is "
        "not filled in. Both get an error in place of a result."
    ),
    fix=(
        "Answer short values with an empty result, or treat them as left out; protect the server by a limit on results."
    ),
    on=On("parameter", "min-length-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: search, in: query, schema: {type: string}}"),
            parameters("- {name: search, in: query, schema: {type: string, minLength: 3}}"),
            finds=("/search",),
        ),
        Example(
            parameters("- {name: search, in: query, schema: {type: string, minLength: 3}}"),
            parameters("- {name: search, in: query, schema: {type: string, minLength: 2}}"),
            because="Shorter texts are taken in addition.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
