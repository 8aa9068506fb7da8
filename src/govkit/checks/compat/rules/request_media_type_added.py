"""Judges a media type that is taken in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'also takes', 'also take')} {code(change.name)}"


RULE = Rule(
    id="request-media-type-added",
    severity=Severity.INFO,
    summary="A body may also be sent in another media type.",
    rationale="Clients go on sending what they sent. It is listed for those who would rather send this one.",
    fix="Nothing. Make sure that a body without a `Content-Type` is still read as before.",
    on=On("media-type", "added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation(
                "requestBody: {content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}}"
            ),
            finds=("/application/xml",),
        ),
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("requestBody: {content: {Application/JSON: {schema: {type: object}}}}"),
            because="Media types are the same in any case (RFC 9110).",
        ),
    ),
)
