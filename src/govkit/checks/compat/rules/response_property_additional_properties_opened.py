"""Judges an object in a response that may gain properties of other names."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may have properties that are not declared"


RULE = Rule(
    id="response-property-additional-properties-opened",
    severity=Severity.WARNING,
    summary="An object in a response may have properties that are not declared.",
    rationale=(
        "Readers are expected to ignore what they do not know, so by default this is reported as refuted. "
        "Strict readers, and those who check responses against the schema, refuse the first property that "
        "they do not know."
    ),
    fix=(
        "Declare the properties that you send. If the object must be open, tell the consumers that "
        "validate responses; the profile `strict` makes this a break."
    ),
    on=On("property", "additional-properties-opened", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("id: {type: string}", more="additionalProperties: false"),
            response_properties("id: {type: string}"),
            finds=("",),
        ),
        Example(
            response_properties("id: {type: string}"),
            response_properties("id: {type: string}", more="additionalProperties: true"),
            because="`true` is what holds where nothing is said.",
        ),
    ),
)
