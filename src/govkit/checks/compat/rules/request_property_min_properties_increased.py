"""Judges a larger `minProperties` of an object that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must have at least {count(change.after, 'property')}, before {was(change.before)}"


RULE = Rule(
    id="request-property-min-properties-increased",
    severity=Severity.ERROR,
    summary="An object in a request must have more properties than before.",
    rationale=(
        "An empty object is what a client sends to change or filter by nothing. Now that request fails, "
        "in code that never looked at how many keys it wrote."
    ),
    fix=(
        "Accept the empty object and do nothing. If one particular property is what is needed, ask for "
        "that by name, in a new version."
    ),
    on=On("property", "min-properties-increased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("labels: {type: object, additionalProperties: {type: string}}"),
            request_properties("labels: {type: object, additionalProperties: {type: string}, minProperties: 1}"),
            finds=("/labels",),
        ),
        Example(
            request_properties("labels: {type: object, additionalProperties: {type: string}, minProperties: 2}"),
            request_properties("labels: {type: object, additionalProperties: {type: string}, minProperties: 1}"),
            because="Fewer keys suffice: every old object is still taken.",
        ),
    ),
)
