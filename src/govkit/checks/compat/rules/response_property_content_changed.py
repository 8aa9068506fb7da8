"""Judges a text that holds something else, or in another encoding."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import code, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.keyword == "contentSchema":
        return f"what {subject(change)} holds is of another schema"
    was, now = ("nothing" if one is None else code(str(one)) for one in (change.before, change.after))
    return f"{subject(change)} has {now} for its {change.keyword}, before {was}"


RULE = Rule(
    id="response-property-content-changed",
    severity=Severity.WARNING,
    summary="A text holds another kind of content, or holds it in another encoding.",
    rationale=(
        "`contentEncoding` and `contentMediaType` refuse no text, so that no validator notices. But the client decodes by them: what was base64 and is not, or was PNG and is PDF, comes out as rubbish."
    ),
    fix=("Put the new content under a new name."),
    on=On("property", "content-changed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("scan: {type: string, contentMediaType: image/png}"),
            response_properties("scan: {type: string, contentMediaType: application/pdf}"),
            finds=("/scan",),
        ),
        Example(
            response_properties("scan: {type: string, format: byte}", openapi="3.0.3"),
            response_properties("scan: {type: string, contentEncoding: base64}"),
            because="OpenAPI 3.0 said by a format what 3.1 says by a keyword.",
        ),
    ),
)
