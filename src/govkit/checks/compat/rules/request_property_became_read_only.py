"""Judges a property that clients could send and that only the server sets now."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is read-only, before clients could send it")


RULE = Rule(
    id="request-property-became-read-only",
    severity=Severity.WARNING,
    summary="A property that clients could send is set by the server only.",
    rationale=(
        "Most servers ignore what is read-only, some refuse it: clients that set the value no longer do, and mostly nobody tells them."
    ),
    fix=("Go on taking the value, or say by an error that it is not taken."),
    on=On("property", "became-read-only", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("state: {type: string}"),
            request_properties("state: {type: string, readOnly: true}"),
            finds=("/state",),
        ),
        Example(
            request_properties("state: {type: string}"),
            request_properties("state: {type: string, readOnly: false}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
    unpaired=("Answers know `writeOnly`: `response-property-became-write-only` speaks of it."),
)
