"""Judges a media type that is no longer taken."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer takes', 'no longer take')} {code(change.name)}"


RULE = Rule(
    id="request-media-type-removed",
    severity=Severity.ERROR,
    summary="A body may no longer be sent in a media type that was taken.",
    rationale=(
        "Clients that send this representation get 415 and cannot switch by configuration: they have to "
        "write another format."
    ),
    fix=("Go on taking it and convert it at the edge. Deprecate it first, and remove it in a new major version."),
    on=On("media-type", "removed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation(
                "requestBody: {content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object}}}}"
            ),
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            finds=("/application/xml",),
        ),
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("requestBody: {content: {application/json; charset=utf-8: {schema: {type: object}}}}"),
            because="The type is the same; its parameter states the character set that JSON has anyway.",
        ),
    ),
)
