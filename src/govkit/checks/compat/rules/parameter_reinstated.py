"""Judges a parameter that is no longer deprecated."""

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
    return f"{_named(change)} is no longer deprecated"


RULE = Rule(
    id="parameter-reinstated",
    severity=Severity.INFO,
    summary="A parameter is no longer marked as deprecated.",
    rationale=("Those who had planned to do without it need not. It is listed so that they hear of it."),
    fix=("Tell those who were told of the deprecation."),
    on=On("parameter", "reinstated"),
    when=check,
    examples=(
        Example(
            parameters("- {name: limit, in: query, deprecated: true, schema: {type: integer}}"),
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            finds=("/limit",),
        ),
        Example(
            parameters("- {name: limit, in: query, deprecated: false, schema: {type: integer}}"),
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
