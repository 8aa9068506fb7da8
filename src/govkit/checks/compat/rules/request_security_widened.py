"""Judges credentials that let a caller in and did not before."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import credentials, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'asks', 'ask')} for {credentials(change.after)}, before for {credentials(change.before)}"


RULE = Rule(
    id="request-security-widened",
    severity=Severity.INFO,
    summary="An operation lets in callers with credentials that did not suffice before.",
    rationale=(
        "No client is locked out. But it is worth a look: a scope that is no longer asked for, or an "
        "operation that is open to all, is seldom what somebody meant."
    ),
    fix=("Check that the wider access is meant. If only some callers should have it, give it a scope of its own."),
    on=On("security", "widened", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("security: [{oauth: [read, write]}]"),
            operation("security: [{oauth: [read]}]"),
            finds=("",),
        ),
        Example(
            operation("security: [{oauth: [read]}, {key: []}]"),
            operation("security: [{key: []}, {oauth: [read]}]"),
            because="The order of the alternatives means nothing.",
        ),
    ),
)
