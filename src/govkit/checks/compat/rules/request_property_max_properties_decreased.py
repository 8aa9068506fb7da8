"""Judges a smaller `maxProperties` of an object that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may have at most {count(change.after, 'property')}, before {was(change.before)}"


RULE = Rule(
    id="request-property-max-properties-decreased",
    severity=Severity.ERROR,
    summary="An object in a request may have fewer properties than before.",
    rationale=(
        "The limit is met by maps that clients fill with keys of their own, such as labels and metadata. "
        "Objects that are stored today cannot be sent back."
    ),
    fix=(
        "Keep the limit for what exists. Where fewer keys are wanted, limit new objects on the server by "
        "a business rule with an error that names it."
    ),
    on=On("property", "max-properties-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 20}"),
            request_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}"),
            finds=("/labels",),
        ),
        Example(
            request_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 20}"),
            request_properties("labels: {type: object, additionalProperties: {type: string}, maxProperties: 30}"),
            because="More keys may be sent, and none must.",
        ),
    ),
)
