"""Judges a larger `maxItems` of a list that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import at_most, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may hold {at_most(change.after, 'item')}, before {was(change.before)}"


RULE = Rule(
    id="response-property-max-items-increased",
    severity=Severity.WARNING,
    summary="A list in a response may hold more items than before.",
    rationale=(
        "Consumers that reserve room for the known number, or show all on one page, drop the rest. A list "
        "that was known to hold one item is often read by its first item alone."
    ),
    fix=(
        "Page long lists, and let clients ask for larger pages. Where one item became several, keep the "
        "old property for the first and add a new list."
    ),
    on=On("property", "max-items-increased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("contacts: {type: array, items: {type: string}, maxItems: 1}"),
            response_properties("contacts: {type: array, items: {type: string}, maxItems: 5}"),
            finds=("/contacts",),
        ),
        Example(
            response_properties("contacts: {type: array, items: {type: string}}"),
            response_properties("contacts: {type: array, items: {type: string}, maxItems: 5}"),
            because="A limit where there was none only promises more.",
        ),
    ),
)
