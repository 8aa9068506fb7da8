"""Judges whether a parameter may come without a value."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import code
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    location, _, name = change.name.partition(" ")
    may = "may be sent without a value" if change.after else "may not be sent without a value any more"
    return Proposal(f"{location} parameter {code(name)} {may}", Severity.INFO if change.after else None)


RULE = Rule(
    id="request-parameter-empty-value-changed",
    severity=Severity.WARNING,
    summary="A parameter may, or may not, be sent without a value any more.",
    rationale=(
        "`?archived` without `=true` was a way to say yes. A server that no longer takes it answers 400, or reads it as no. That it is taken in addition is for information."
    ),
    fix=("Go on reading it; the keyword is on its way out of OpenAPI, not out of the clients."),
    on=(
        On("parameter", "empty-value-allowed", Direction.REQUEST),
        On("parameter", "empty-value-refused", Direction.REQUEST),
    ),
    when=check,
    examples=(
        Example(
            parameters("- {name: archived, in: query, allowEmptyValue: true, schema: {type: boolean}}"),
            parameters("- {name: archived, in: query, schema: {type: boolean}}"),
            finds=("/archived",),
        ),
        Example(
            parameters("- {name: archived, in: query, allowEmptyValue: false, schema: {type: boolean}}"),
            parameters("- {name: archived, in: query, schema: {type: boolean}}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
