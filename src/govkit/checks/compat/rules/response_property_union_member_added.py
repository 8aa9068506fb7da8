"""Judges an alternative that a client may read and did not know."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import subject, variant
from govkit.findings import Direction, Example, Rule, Severity

_METHODS = """\
Card: {type: object, required: [kind, number], properties: {kind: {const: card}, number: {type: string}}}
Debit: {type: object, required: [kind, iban], properties: {kind: {const: debit}, iban: {type: string}}}
"""


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may also be the variant {variant(change.name)}"


RULE = Rule(
    id="response-property-union-member-added",
    severity=Severity.ERROR,
    summary="A response may carry a variant that did not exist.",
    rationale=(
        "Clients decide by the discriminator which class to build. For a variant they do not know there "
        "is none: most generated clients fail on the whole response."
    ),
    fix=(
        "Send the new variant only to clients that ask for it, by a parameter, a media type or a new "
        "version. Or express it through a known variant with optional properties."
    ),
    on=On("property", "union-member-added", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("method: {oneOf: [{$ref: '#/components/schemas/Card'}]}", components=_METHODS),
            response_properties(
                "method: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Debit'}]}",
                components=_METHODS,
            ),
            finds=("/method/(Debit)",),
        ),
        Example(
            response_properties(
                "method: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Debit'}]}",
                components=_METHODS,
            ),
            response_properties(
                "method: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Transfer'}]}",
                components=_METHODS.replace("Debit:", "Transfer:"),
            ),
            because="The component of a variant got another name, which no message shows.",
        ),
    ),
)
