"""Judges a new or another `multipleOf` of a number that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.before is None:
        return f"{subject(change)} must be a multiple of {one_or_all(change.after)}, before any number would do"
    return f"{subject(change)} must be a multiple of {one_or_all(change.after)}, before of {one_or_all(change.before)}"


RULE = Rule(
    id="request-property-multiple-of-changed",
    severity=Severity.ERROR,
    summary="A number in a request must keep to a step that it need not keep to before.",
    rationale=(
        "Amounts with more decimals and quantities between the steps are refused. The clients that "
        "compute them, by shares or exchange rates, meet it at random."
    ),
    fix=(
        "Round on the server and return what was stored, or keep the finer step. A coarser unit can be a new property."
    ),
    on=(
        On("property", "multiple-of-added", Direction.REQUEST),
        On("property", "multiple-of-changed", Direction.REQUEST),
    ),
    when=check,
    examples=(
        Example(
            request_properties("amount: {type: number}"),
            request_properties("amount: {type: number, multipleOf: 0.01}"),
            finds=("/amount",),
        ),
        Example(
            request_properties("amount: {type: number, multipleOf: 0.01}"),
            request_properties("amount: {type: number}"),
            because="Without a step every old number is still taken.",
        ),
    ),
)
