"""Judges a media type that is sent in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'also sends', 'also send')} {code(change.name)} ({change.keyword})"


RULE = Rule(
    id="response-media-type-added",
    severity=Severity.INFO,
    summary="A body may also come in another media type.",
    rationale=(
        "Who asks for the old one by `Accept` gets it. Clients that ask for nothing in particular get "
        "what the server prefers, so the old one must stay the first choice."
    ),
    fix="Keep the old media type as the default where a request has no `Accept` header, or accepts anything.",
    on=On("media-type", "added", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}'),
            operation(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}}}'
            ),
            finds=("/application/xml",),
        ),
        Example(
            operation('responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}'),
            operation('responses: {"200": {description: Done, content: {Application/JSON: {schema: {type: object}}}}}'),
            because="Media types are the same in any case (RFC 9110).",
        ),
    ),
)
