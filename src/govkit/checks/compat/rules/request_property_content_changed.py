"""Judges a text that holds something else, or in another encoding."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import code, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.keyword == "contentSchema":
        return f"what {subject(change)} holds is of another schema"
    was, now = ("nothing" if one is None else code(str(one)) for one in (change.before, change.after))
    return f"{subject(change)} has {now} for its {change.keyword}, before {was}"


RULE = Rule(
    id="request-property-content-changed",
    severity=Severity.WARNING,
    summary="A text holds another kind of content, or holds it in another encoding.",
    rationale=(
        "`contentEncoding` and `contentMediaType` refuse no text, so that no validator notices. But the server decodes by them: what was base64 and is not, or was PNG and is PDF, comes out as rubbish."
    ),
    fix=("Accept both, and tell them apart by their first bytes; or add a property of a new name."),
    on=On("property", "content-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("scan: {type: string, contentMediaType: image/png}"),
            request_properties("scan: {type: string, contentMediaType: application/pdf}"),
            finds=("/scan",),
        ),
        Example(
            request_properties("scan: {type: string, format: byte}", openapi="3.0.3"),
            request_properties("scan: {type: string, contentEncoding: base64}"),
            because="OpenAPI 3.0 said by a format what 3.1 says by a keyword.",
        ),
    ),
)
