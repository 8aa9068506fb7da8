"""Judges a larger `minItems` of a list that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must hold at least {count(change.after, 'item')}, before {was(change.before)}"


RULE = Rule(
    id="request-property-min-items-increased",
    severity=Severity.ERROR,
    summary="A list in a request must hold more items than before.",
    rationale=(
        "Clients that send an empty or a short list, which meant something (no lines yet, one recipient), "
        "are refused and have no items to add."
    ),
    fix=(
        "Accept short lists and decide on the server what they mean. Where items are needed to go on, say "
        "so at the step that needs them."
    ),
    on=On("property", "min-items-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("lines: {type: array, items: {type: string}}"),
            request_properties("lines: {type: array, items: {type: string}, minItems: 1}"),
            finds=("/lines",),
        ),
        Example(
            request_properties("lines: {type: array, items: {type: string}, minItems: 2}"),
            request_properties("lines: {type: array, items: {type: string}, minItems: 1}"),
            because="Fewer items suffice: every old list is still taken.",
        ),
    ),
)
