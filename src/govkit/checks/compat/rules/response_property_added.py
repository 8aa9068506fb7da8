"""Judges a property that a response declares anew."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import response_body, response_properties
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is new in what clients read")


RULE = Rule(
    id="response-property-added",
    severity=Severity.INFO,
    summary="A property was added to a response.",
    rationale=(
        "Readers ignore what they do not know, so this is the compatible way to extend a response. It "
        "turns into an error where the old contract said what an undeclared property must look like, and "
        "this one does not."
    ),
    fix=(
        "Nothing, as a rule. Mention it in the changelog, so that those who need it find it. Under a "
        "schema for additional properties, give it a type that this schema allows."
    ),
    on=(
        On("property", "property-added", Direction.RESPONSE),
        On("property", "required-property-added", Direction.RESPONSE),
    ),
    when=check,
    examples=(
        Example(
            response_properties("id: {type: string}"),
            response_properties("""\
id: {type: string}
memo: {type: string}
"""),
            finds=("/memo",),
        ),
        Example(
            response_properties("id: {type: string}", more="additionalProperties: {type: string}"),
            response_properties(
                """\
id: {type: string}
total: {type: integer}
""",
                more="additionalProperties: {type: string}",
            ),
            title="Undeclared properties were texts: an error",
            finds=("/total",),
        ),
        Example(
            response_body("{type: object, properties: {id: {type: string}, memo: {type: string}}}"),
            response_body(
                "{$ref: '#/components/schemas/Invoice'}",
                components="Invoice: {type: object, properties: {id: {type: string}, memo: {type: string}}}",
            ),
            because="The schema became a component; it says what it said.",
        ),
    ),
)
