"""Judges whether a parameter may come without a value."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    location, _, name = change.name.partition(" ")
    may = "may come without a value" if change.after else "does not come without a value any more"
    return Proposal(f"{location} parameter {code(name)} {may}", Severity.WARNING if change.after else None)


RULE = Rule(
    id="response-parameter-empty-value-changed",
    severity=Severity.INFO,
    summary="A parameter may, or may not, be sent without a value any more.",
    rationale=(
        "`?archived` without `=true` was a way to say yes. Receivers that look for a value find none. That it is taken in addition is for information."
    ),
    fix=("Send a value."),
    on=(
        On("parameter", "empty-value-allowed", Direction.RESPONSE),
        On("parameter", "empty-value-refused", Direction.RESPONSE),
    ),
    when=check,
    examples=(
        Example(
            webhook("parameters: [{name: archived, in: query, allowEmptyValue: true, schema: {type: boolean}}]"),
            webhook("parameters: [{name: archived, in: query, schema: {type: boolean}}]"),
            finds=("/archived",),
        ),
        Example(
            webhook("parameters: [{name: archived, in: query, allowEmptyValue: false, schema: {type: boolean}}]"),
            webhook("parameters: [{name: archived, in: query, schema: {type: boolean}}]"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
