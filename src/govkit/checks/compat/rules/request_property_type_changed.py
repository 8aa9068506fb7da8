"""Judges another `type` of a value that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject, types
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be {types(change.after)}, before {types(change.before)}"


RULE = Rule(
    id="request-property-type-changed",
    severity=Severity.ERROR,
    summary="A value in a request must be of another type than before.",
    rationale=(
        "Clients have the old type in their models and their stored data: they go on sending it, and "
        "every such request is refused. A type that takes in the old one (an integer that may now be any "
        "number) harms nobody and is reported as information."
    ),
    fix=(
        "Keep the property as it is and add an optional one of the new type beside it; deprecate the old "
        "one, and drop it in the next major version. Or accept both types."
    ),
    on=On("property", "type-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("quantity: {type: integer}"),
            request_properties("quantity: {type: string}"),
            finds=("/quantity",),
        ),
        Example(
            request_properties("quantity: {type: integer}"),
            request_properties("quantity: {type: number}"),
            title="A wider type: reported, and refuted",
            finds=("/quantity",),
        ),
        Example(
            request_properties("quantity: {type: integer}"),
            request_properties("quantity: {type: [integer]}"),
            because="A list of one type says the same as the type alone.",
        ),
    ),
)
