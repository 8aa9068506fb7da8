"""Judges a property that was marked as deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is deprecated"


RULE = Rule(
    id="property-deprecated",
    severity=Severity.INFO,
    summary="A property was marked as deprecated.",
    rationale=(
        "Nothing breaks yet. Whoever uses it should hear of it now: from here on the time runs in which they have to do without it."
    ),
    fix=("Say in the description what comes in its place and when it goes."),
    on=On("property", "deprecated"),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: string}"),
            request_properties("memo: {type: string, deprecated: true}"),
            finds=("/memo",),
        ),
        Example(
            request_properties("memo: {type: string}"),
            request_properties("memo: {type: string, deprecated: false}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
