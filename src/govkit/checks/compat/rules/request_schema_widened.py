"""Judges whatever makes a request wider and has no rule of its own."""

from govkit.checks.compat.change import Change
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._wording import described
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return described(change)


RULE = Rule(
    id="request-schema-widened",
    severity=Severity.INFO,
    summary="A request takes more than before.",
    rationale=(
        "What old clients send is still accepted, so nobody is hurt. It is listed because a changelog "
        "should name what can newly be sent."
    ),
    fix="Nothing. Consumers that want the new room have to wait until every deployment has it.",
    on=(),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: string, maxLength: 5}"),
            request_properties("memo: {type: string, maxLength: 9}"),
            finds=("/memo",),
        ),
        Example(
            request_properties("memo: {type: string}"),
            request_properties("memo: {type: [string, 'null']}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("memo: {type: string, maxLength: 5}"),
            response_properties("memo: {type: string, maxLength: 9}"),
            because=(
                "In a response more room is a burden for the reader: "
                "`response-property-max-length-increased` speaks of it."
            ),
        ),
    ),
)
