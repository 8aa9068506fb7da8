"""Judges a smaller `maxItems` of a parameter that holds a list."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may hold at most {count(change.after, 'item')}, before {was(change.before)}"


RULE = Rule(
    id="request-parameter-max-items-decreased",
    severity=Severity.ERROR,
    summary="A list in a parameter may hold fewer items than before.",
    rationale=(
        "Clients look up many records in one call and cut their batches by the limit they know. Every "
        "full batch is refused."
    ),
    fix="Keep the limit, or page the answer. Let clients that want more ask by a body, in a new operation.",
    on=On("parameter", "max-items-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, maxItems: 100}}"),
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, maxItems: 20}}"),
            finds=("/ids",),
        ),
        Example(
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, maxItems: 20}}"),
            parameters("- {name: ids, in: query, schema: {type: array, items: {type: string}, maxItems: 100}}"),
            because="Longer lists are taken in addition.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
