"""Judges a smaller `maxItems` of a list that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may hold at most {count(change.after, 'item')}, before {was(change.before)}"


RULE = Rule(
    id="request-property-max-items-decreased",
    severity=Severity.ERROR,
    summary="A list in a request may hold fewer items than before.",
    rationale=(
        "Clients fill the list up to the limit they know, in batches and imports above all. Every full "
        "batch is refused, and splitting one may not be possible where it must be taken as a whole."
    ),
    fix=(
        "Keep the limit and work through long lists in parts on the server, or offer an asynchronous "
        "operation for them and deprecate long lists here."
    ),
    on=On("property", "max-items-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("lines: {type: array, items: {type: string}, maxItems: 100}"),
            request_properties("lines: {type: array, items: {type: string}, maxItems: 50}"),
            finds=("/lines",),
        ),
        Example(
            response_properties("lines: {type: array, items: {type: string}, maxItems: 100}"),
            response_properties("lines: {type: array, items: {type: string}, maxItems: 50}"),
            because="Who can read 100 items can read 50.",
        ),
    ),
)
