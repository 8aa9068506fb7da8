"""Judges whatever makes a request narrower and has no rule of its own."""

from govkit.checks.compat.change import Change, Proposal
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import described
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return Proposal(described(change), Severity.WARNING if change.kind == "default-changed" else None)


RULE = Rule(
    id="request-schema-narrowed",
    severity=Severity.ERROR,
    summary="A request is narrowed in a way that no other rule names.",
    rationale=(
        "Rules can be incomplete; whether a server refuses what an old client may send is decided on the "
        "schemas, for every keyword. A finding that is proven shows a request that used to be accepted."
    ),
    fix=(
        "Go on accepting what was accepted: state the new condition as a business error, or ask it of a "
        "new property or version only."
    ),
    on=(),
    when=check,
    examples=(
        Example(
            request_properties("coupon: {type: string}"),
            request_properties("coupon: {type: string, not: {const: NONE}}"),
            finds=("/coupon",),
        ),
        Example(
            request_properties("""\
card: {type: string}
cvc: {type: string}
"""),
            request_properties(
                """\
card: {type: string}
cvc: {type: string}
""",
                more="dependentRequired: {card: [cvc]}",
            ),
            title="One property demands another",
            finds=("",),
        ),
        Example(
            request_properties("coupon: {type: string, not: {const: NONE}}"),
            request_properties("coupon: {not: {enum: [NONE]}, type: string}"),
            because="The same condition in other words.",
        ),
    ),
)
