"""Judges a larger `maxProperties` of an object that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import at_most, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may have {at_most(change.after, 'property')}, before {was(change.before)}"


RULE = Rule(
    id="response-property-max-properties-increased",
    severity=Severity.WARNING,
    summary="An object in a response may have more properties than before.",
    rationale=(
        "The limit is what consumers sized a table of keys and values by. More keys than it allows are "
        "cut off, or refuse to be stored."
    ),
    fix=(
        "Tell the consumers that store the map before more keys are written, or keep further keys in an "
        "object of their own."
    ),
    on=On("property", "max-properties-increased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}"),
            response_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 20}"),
            finds=("/labels",),
        ),
        Example(
            response_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}"),
            response_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 5}"),
            because="Fewer keys fit wherever more did.",
        ),
    ),
)
