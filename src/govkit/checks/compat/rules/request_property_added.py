"""Judges an optional property that a request declares anew."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import request_body, request_properties
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is new and may be left out")


RULE = Rule(
    id="request-property-added",
    severity=Severity.INFO,
    summary="An optional property was added to a request.",
    rationale=(
        "This is the compatible way to extend a request: who does not know the property leaves it out. It "
        "turns into an error where the old contract let clients send anything under that name."
    ),
    fix=(
        "Nothing, as a rule. Say in the description what holds where the property is left out. If clients "
        "may have used the name for something else, choose another."
    ),
    on=On("property", "property-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("id: {type: string}"),
            request_properties("""\
id: {type: string}
memo: {type: string}
"""),
            finds=("/memo",),
        ),
        Example(
            request_properties("id: {type: string}", more="additionalProperties: true"),
            request_properties(
                """\
id: {type: string}
memo: {type: string}
""",
                more="additionalProperties: true",
            ),
            title="The name was free for anything: an error",
            finds=("/memo",),
        ),
        Example(
            request_body("{type: object, properties: {id: {type: string}, memo: {type: string}}}"),
            request_body(
                "{$ref: '#/components/schemas/Draft'}",
                components="Draft: {type: object, properties: {id: {type: string}, memo: {type: string}}}",
            ),
            because="The schema became a component; it says what it said.",
        ),
    ),
)
