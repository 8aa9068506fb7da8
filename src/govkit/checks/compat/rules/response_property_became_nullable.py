"""Judges a value of a response that was never null and may be."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be null, before it might not"


RULE = Rule(
    id="response-property-became-nullable",
    severity=Severity.ERROR,
    summary="A value in a response may be null, which it was not before.",
    rationale=(
        "Code that reads the value without asking, as the old contract allowed, fails at the first null: "
        "a null dereference, a column that is not nullable, a sum that is none."
    ),
    fix=(
        "Send a neutral value (an empty text or list) where there is one, or add a new property that may "
        "be null beside the old. Otherwise it is a new major version."
    ),
    on=On("property", "became-nullable", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("memo: {type: string}"),
            response_properties("memo: {type: [string, 'null']}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("memo: {type: string, nullable: true}", openapi="3.0.3"),
            response_properties("memo: {anyOf: [{type: string}, {type: 'null'}]}"),
            title="Another spelling of null",
            because=("Two spellings of the same value: OpenAPI 3.0 says `nullable`, 3.1 names null as an alternative."),
        ),
    ),
    unpaired=(
        "Its counterpart bears the opposite name: `request-property-became-not-nullable` speaks of null "
        "where clients send it."
    ),
)
