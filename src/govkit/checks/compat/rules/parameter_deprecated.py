"""Judges a parameter that was marked as deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import code, subject
from govkit.findings import Example, Rule, Severity


def _named(change: Change) -> str:
    if change.pair is not None:
        return subject(change)
    location, _, name = change.name.partition(" ")
    return f"{location} parameter {code(name)}"


def check(change: Change) -> str:
    """Words one such change."""
    return f"{_named(change)} is deprecated"


RULE = Rule(
    id="parameter-deprecated",
    severity=Severity.INFO,
    summary="A parameter was marked as deprecated.",
    rationale=(
        "Nothing breaks yet. Whoever uses it should hear of it now: from here on the time runs in which they have to do without it."
    ),
    fix=("Say in the description what comes in its place and when it goes."),
    on=On("parameter", "deprecated"),
    when=check,
    examples=(
        Example(
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            parameters("- {name: limit, in: query, deprecated: true, schema: {type: integer}}"),
            finds=("/limit",),
        ),
        Example(
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            parameters("- {name: limit, in: query, deprecated: false, schema: {type: integer}}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
