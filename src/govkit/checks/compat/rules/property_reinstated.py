"""Judges a property that is no longer deprecated."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is no longer deprecated"


RULE = Rule(
    id="property-reinstated",
    severity=Severity.INFO,
    summary="A property is no longer marked as deprecated.",
    rationale=("Those who had planned to do without it need not. It is listed so that they hear of it."),
    fix=("Tell those who were told of the deprecation."),
    on=On("property", "reinstated"),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: string, deprecated: true}"),
            request_properties("memo: {type: string}"),
            finds=("/memo",),
        ),
        Example(
            request_properties("memo: {type: string, deprecated: false}"),
            request_properties("memo: {type: string}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
