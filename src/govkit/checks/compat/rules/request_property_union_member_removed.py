"""Judges an alternative that a client could send and may not any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject, variant
from govkit.findings import Direction, Example, Rule, Severity

_METHODS = """\
Card: {type: object, required: [kind, number], properties: {kind: {const: card}, number: {type: string}}}
Cheque: {type: object, required: [kind, iban], properties: {kind: {const: cheque}, iban: {type: string}}}
"""


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} no longer takes the variant {variant(change.name)}"


RULE = Rule(
    id="request-property-union-member-removed",
    severity=Severity.ERROR,
    summary="A variant that clients could send is no longer taken.",
    rationale=(
        "Clients that send this variant (a payment method, a kind of address) have no other way to say "
        "what they mean, and all their requests are refused."
    ),
    fix=("Keep the variant, mark it as deprecated and convert it on the server. Remove it in the next major version."),
    on=On("property", "union-member-removed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties(
                "method: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Cheque'}]}",
                components=_METHODS,
            ),
            request_properties("method: {oneOf: [{$ref: '#/components/schemas/Card'}]}", components=_METHODS),
            finds=("/method/(Cheque)",),
        ),
        Example(
            request_properties(
                "method: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Cheque'}]}",
                components=_METHODS,
            ),
            request_properties(
                "method: {oneOf: [{$ref: '#/components/schemas/Cheque'}, {$ref: '#/components/schemas/Card'}]}",
                components=_METHODS,
            ),
            because="The order of the variants means nothing.",
        ),
    ),
)
