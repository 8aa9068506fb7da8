"""Judges a list in a response whose items differed and may repeat now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the items of {subject(change)} may repeat, before they all differed"


RULE = Rule(
    id="response-property-unique-items-removed",
    severity=Severity.WARNING,
    summary="A list in a response may hold the same item twice.",
    rationale=(
        "Consumers load the items into a set, a map or a table with a unique key. A repeated item is lost "
        "there, or fails to be stored."
    ),
    fix=(
        "Drop duplicates before sending, as before. Where repetition means something, send a count with "
        "each item in a new property."
    ),
    on=On("property", "unique-items-removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("tags: {type: array, items: {type: string}, uniqueItems: true}"),
            response_properties("tags: {type: array, items: {type: string}}"),
            finds=("/tags",),
        ),
        Example(
            request_properties("tags: {type: array, items: {type: string}, uniqueItems: true}"),
            request_properties("tags: {type: array, items: {type: string}}"),
            because="In a request, lists with repetitions are taken in addition.",
        ),
    ),
)
