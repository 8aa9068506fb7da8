"""Judges a property that clients might leave out and must send now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is required, before it might be left out"


RULE = Rule(
    id="request-property-became-required",
    severity=Severity.ERROR,
    summary="A property of a request that was optional must be sent.",
    rationale=(
        "Clients that never sent the property, most of them for want of the value, are refused from the "
        "day of the deployment."
    ),
    fix=(
        "Keep it optional and choose a default on the server. If there is no sensible default, ask for it "
        "in a new operation or the next major version."
    ),
    on=On("property", "became-required", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("memo: {type: string}"),
            request_properties("memo: {type: string}", required="memo"),
            finds=("/memo",),
        ),
        Example(
            request_properties("id: {type: string, readOnly: true}"),
            request_properties("id: {type: string, readOnly: true}", required="id"),
            because="Clients do not send what is `readOnly`: `required` binds the provider's answers only.",
        ),
    ),
)
