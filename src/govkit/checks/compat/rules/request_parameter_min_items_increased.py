"""Judges a larger `minItems` of a parameter that holds a list."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must hold at least {count(change.after, 'item')}, before {was(change.before)}"


RULE = Rule(
    id="request-parameter-min-items-increased",
    severity=Severity.ERROR,
    summary="A list in a parameter must hold more items than before.",
    rationale=(
        "A client that filters by what its user ticked sends an empty list where nothing is ticked, and "
        "now gets an error in place of all or nothing."
    ),
    fix=(
        "Keep answering short lists as before. If an empty filter is too expensive, limit the result and "
        "not the request."
    ),
    on=On("parameter", "min-items-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}}}"),
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, minItems: 1}}"),
            finds=("/ids",),
        ),
        Example(
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, minItems: 2}}"),
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, minItems: 1}}"),
            because="Shorter lists are taken in addition.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
