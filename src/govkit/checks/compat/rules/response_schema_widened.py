"""Judges whatever makes a response wider and has no rule of its own."""

from govkit.checks.compat.change import Change, Proposal
from govkit.checks.compat.examples import response_headers, response_properties
from govkit.checks.compat.rules._wording import described, is_range
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return Proposal(described(change), Severity.WARNING if is_range(change) else None)


RULE = Rule(
    id="response-schema-widened",
    severity=Severity.ERROR,
    summary="A response is widened in a way that no other rule names.",
    rationale=(
        "Rules can be incomplete; whether a provider may send what it might not send before is decided on "
        "the schemas, for every keyword. A finding that is proven shows such a response."
    ),
    fix="Go on sending what was promised, and put what is new into a new property, variant or version.",
    on=(),
    when=check,
    examples=(
        Example(
            response_properties("coupon: {type: string, not: {const: NONE}}"),
            response_properties("coupon: {type: string}"),
            finds=("/coupon",),
        ),
        Example(
            response_headers("X-Total: {schema: {type: integer, maximum: 100}}"),
            response_headers("X-Total: {schema: {type: integer, maximum: 1000}}"),
            title="A range of a header: a warning",
            finds=("/x-total",),
        ),
        Example(
            response_properties("coupon: {type: string, not: {const: NONE}}"),
            response_properties("coupon: {not: {enum: [NONE]}, type: string}"),
            because="The same condition in other words.",
        ),
    ),
)
