"""Judges a parameter of a webhook that is written in another way."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    location, _, name = change.name.partition(" ")
    return f"{location} parameter {code(name)} is written as {change.after}, before as {change.before}"


RULE = Rule(
    id="response-parameter-serialization-changed",
    severity=Severity.ERROR,
    summary="A parameter that the provider sends is written in another way.",
    rationale=(
        "`a=1&a=2` and `a=1,2` are the same list in two spellings. A receiver that expects the one reads the other as a single odd text, often without any error."
    ),
    fix=("Keep style and explode, or send a parameter of a new name with the new spelling beside the old one."),
    on=On("parameter", "serialization-changed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            webhook("parameters: [{name: ids, in: query, schema: {type: array, items: {type: string}}}]"),
            webhook(
                "parameters: [{name: ids, in: query, explode: false, schema: {type: array, items: {type: string}}}]"
            ),
            finds=("/ids",),
        ),
        Example(
            webhook("parameters: [{name: ids, in: query, schema: {type: array, items: {type: string}}}]"),
            webhook(
                "parameters: [{name: ids, in: query, style: form, explode: true, schema: {type: array, items: {type: string}}}]"
            ),
            because="What was the default is only written out.",
        ),
    ),
)
