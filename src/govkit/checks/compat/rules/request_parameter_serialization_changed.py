"""A parameter that is written into the request in another way."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str | None:
    """The message for a parameter whose style or explode changed."""
    location, _, name = change.name.partition(" ")
    return f"{location} parameter `{name}` is written as {change.after}, before as {change.before}"


RULE = Rule(
    id="request-parameter-serialization-changed",
    severity=Severity.ERROR,
    summary="Checks that a list or object in a parameter is spelled on the wire as before.",
    rationale="`a=1&a=2` and `a=1,2` are the same list in two spellings. A server that expects the one reads the other "
    "as a single odd text, often without any error, and answers for the wrong things.",
    fix="Keep style and explode, or add a parameter under a new name with the new spelling.",
    on=On("parameter", "serialization-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}}}"),
            parameters("- {name: ids, in: query, explode: false, schema: {type: array, items: {type: string}}}"),
            finds=("/ids",),
        ),
        Example(
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}}}"),
            parameters(
                "- {name: ids, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}}"
            ),
            because="what was the default is only written out",
        ),
        Example(
            parameters("- {name: id, in: query, schema: {type: string}}"),
            parameters("- {name: id, in: query, explode: false, schema: {type: string}}"),
            because="a single value is spelled the same either way",
        ),
    ),
)
