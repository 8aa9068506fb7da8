"""Judges a value of a request that might be null and may not any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may not be null any more"


RULE = Rule(
    id="request-property-became-not-nullable",
    severity=Severity.ERROR,
    summary="A value in a request may no longer be null.",
    rationale=(
        "Many clients send null for what they do not have, often from a serializer that writes every "
        "field. All their requests without a value for this one are refused from now on."
    ),
    fix=(
        "Go on accepting null and treat it as the property left out. To be rid of it, say in the "
        "description that null is deprecated, and refuse it in the next major version."
    ),
    on=On("property", "became-not-nullable", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: [string, 'null']}"),
            request_properties("memo: {type: string}"),
            finds=("/memo",),
        ),
        Example(
            request_properties("memo: {type: string, nullable: true}", openapi="3.0.3"),
            request_properties("memo: {type: [string, 'null']}"),
            title="Another spelling of null",
            because="The document moved to OpenAPI 3.1, where `nullable` is spelled as a type.",
        ),
    ),
    unpaired=(
        "Its counterpart bears the opposite name: `response-property-became-nullable` speaks of null "
        "where clients read it."
    ),
)
