"""Judges a larger `maxLength` of a text that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import at_most, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be {at_most(change.after, 'character')} long, before {was(change.before)}"


RULE = Rule(
    id="response-property-max-length-increased",
    severity=Severity.WARNING,
    summary="A text in a response may be longer than before.",
    rationale=(
        "Consumers size columns, fields of forms and printed labels by the limit. A longer text is cut, "
        "or fails to be stored, and mostly long after the change."
    ),
    fix=(
        "Ask the known consumers for the lengths they store before a longer text is sent. Or keep the "
        "property short and add an optional one for the full text."
    ),
    on=On("property", "max-length-increased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("memo: {type: string, maxLength: 40}"),
            response_properties("memo: {type: string, maxLength: 80}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("memo: {type: string, maxLength: 80}"),
            response_properties("memo: {type: string, maxLength: 40}"),
            because="A shorter text fits wherever the longer one did.",
        ),
    ),
)
