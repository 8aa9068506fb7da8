"""Judges a list in a request whose items might repeat and must differ now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the items of {subject(change)} must all differ, before they might repeat"


RULE = Rule(
    id="request-property-unique-items-added",
    severity=Severity.ERROR,
    summary="A list in a request must not hold the same item twice any more.",
    rationale=(
        "Clients that never had to look for duplicates send some: two equal lines of an order, the same "
        "tag from two sources. Their requests are refused as a whole."
    ),
    fix=(
        "Drop or merge duplicates on the server. Where a duplicate is a mistake in the business, answer "
        "with an error that names the item."
    ),
    on=On("property", "unique-items-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("tags: {type: array, items: {type: string}}"),
            request_properties("tags: {type: array, items: {type: string}, uniqueItems: true}"),
            finds=("/tags",),
        ),
        Example(
            request_properties("tags: {type: array, items: {type: string}}"),
            request_properties("tags: {type: array, items: {type: string}, uniqueItems: false}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
