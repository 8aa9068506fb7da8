"""Judges a property that a request no longer declares."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import request_body, request_properties
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is no longer declared in what clients send")


RULE = Rule(
    id="request-property-removed",
    severity=Severity.WARNING,
    summary="A property that clients could send is no longer declared.",
    rationale=(
        "Old clients go on sending it. A server that ignores it loses what they meant without a word; one "
        "that takes declared properties only refuses the request, and then this is an error."
    ),
    fix=(
        "Mark the property as deprecated, go on reading it, and tell its senders what replaces it. Remove "
        "it in the next major version, when it is no longer sent."
    ),
    on=(
        On("property", "property-removed", Direction.REQUEST),
        On("property", "required-property-removed", Direction.REQUEST),
    ),
    when=check,
    examples=(
        Example(
            request_properties("""\
id: {type: string}
memo: {type: string}
"""),
            request_properties("id: {type: string}"),
            finds=("/memo",),
        ),
        Example(
            request_properties(
                """\
id: {type: string}
memo: {type: string}
""",
                more="additionalProperties: false",
            ),
            request_properties("id: {type: string}", more="additionalProperties: false"),
            title="Refused by a closed object: an error",
            finds=("/memo",),
        ),
        Example(
            request_properties("""\
id: {type: string}
memo: {type: string}
"""),
            request_body(
                "allOf: [{type: object, properties: {id: {type: string}}}, {type: object, properties: {memo: {type: string}}}]"
            ),
            because="The property moved into a part of the same object.",
        ),
    ),
)
