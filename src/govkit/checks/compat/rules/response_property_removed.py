"""Judges an optional property that a response no longer declares."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_body, response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is no longer declared in what clients read"


RULE = Rule(
    id="response-property-removed",
    severity=Severity.WARNING,
    summary="An optional property of a response is no longer declared.",
    rationale=(
        "No message breaks the old contract: the property might be missing at any time. But whoever used "
        "it gets it never again, and finds out by an empty column."
    ),
    fix=(
        "Deprecate it first and ask the consumers that read it. Remove it when none is left, or in the "
        "next major version."
    ),
    on=On("property", "property-removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("""\
id: {type: string}
memo: {type: string}
"""),
            response_properties("id: {type: string}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("""\
id: {type: string}
memo: {type: string}
"""),
            response_body(
                "allOf: [{type: object, properties: {id: {type: string}}}, {type: object, properties: {memo: {type: string}}}]"
            ),
            because="The property moved into a part of the same object.",
        ),
    ),
)
