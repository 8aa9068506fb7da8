"""Judges whatever makes a response narrower and has no rule of its own."""

from govkit.checks.compat.change import Change
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._wording import described
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return described(change)


RULE = Rule(
    id="response-schema-narrowed",
    severity=Severity.INFO,
    summary="A response promises more than before.",
    rationale=(
        "Readers that took the wider response take this one. It is listed because they may rely on the "
        "new promise, which has to be kept from then on."
    ),
    fix="Nothing. Be sure of the new promise: to take it back is a breaking change.",
    on=(),
    when=check,
    examples=(
        Example(
            response_properties("memo: {type: string, maxLength: 9}"),
            response_properties("memo: {type: string, maxLength: 5}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("memo: {type: [string, 'null']}"),
            response_properties("memo: {type: string}"),
            finds=("/memo",),
        ),
        Example(
            request_properties("memo: {type: string, maxLength: 9}"),
            request_properties("memo: {type: string, maxLength: 5}"),
            because=(
                "In a request less room is a burden for the sender: "
                "`request-property-max-length-decreased` speaks of it."
            ),
        ),
    ),
)
