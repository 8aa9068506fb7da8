"""Judges a property that was always there for a client to read and is no longer declared."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_body, response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is no longer declared, before it was always there"


RULE = Rule(
    id="response-required-property-removed",
    severity=Severity.ERROR,
    summary="A property that every response carried was removed.",
    rationale=(
        "Clients rely on it with the contract's word for it: generated models fail to parse any response "
        "without it, hand-written code reads nothing."
    ),
    fix=(
        "Keep sending it and deprecate it. Remove it in a new major version, once the consumers that read "
        "it have moved."
    ),
    on=On("property", "required-property-removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties(
                """\
id: {type: string}
memo: {type: string}
""",
                required="id, memo",
            ),
            response_properties("id: {type: string}", required="id"),
            finds=("/memo",),
        ),
        Example(
            response_properties(
                """\
id: {type: string}
memo: {type: string}
""",
                required="id, memo",
            ),
            response_body(
                "{$ref: '#/components/schemas/Invoice'}",
                components="Invoice: {type: object, required: [memo, id], properties: {id: {type: string}, memo: {type: string}}}",
            ),
            because="The schema became a component and lists its properties in another order.",
        ),
    ),
    unpaired=(
        "Its counterpart is `request-required-property-added`: there the reader misses what old clients never sent."
    ),
)
