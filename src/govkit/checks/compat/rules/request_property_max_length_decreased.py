"""Judges a smaller `maxLength` of a text that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import count, subject, was
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be at most {count(change.after, 'character')} long, before {was(change.before)}"


RULE = Rule(
    id="request-property-max-length-decreased",
    severity=Severity.ERROR,
    summary="A text in a request must be shorter than before.",
    rationale=(
        "Texts of the old length are typed by people and lie in other systems already. A client that lets "
        "its users write them gets them refused, and cannot shorten what somebody else wrote."
    ),
    fix=(
        "Keep the limit, store the whole text, and shorten it where it is shown or printed. A short form "
        "can be a new optional property beside the long one."
    ),
    on=On("property", "max-length-decreased", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: string, maxLength: 9}"),
            request_properties("memo: {type: string, maxLength: 5}"),
            finds=("/memo",),
        ),
        Example(
            request_properties("memo: {allOf: [{type: string, maxLength: 5}, {maxLength: 12}]}"),
            request_properties("memo: {allOf: [{type: string, maxLength: 5}, {maxLength: 9}]}"),
            because="Of several limits the strictest counts, and that one stayed.",
        ),
    ),
)
