"""Judges an object in a request that stops taking properties of other names."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} takes no properties but the declared ones any more"


RULE = Rule(
    id="request-property-additional-properties-closed",
    severity=Severity.ERROR,
    summary="An object in a request no longer takes properties that are not declared.",
    rationale=(
        "Where the old contract let clients add properties of their own, those requests are refused. "
        "Where it declared what may be sent and no more, a conforming client sends nothing else, and the "
        "change is reported as refuted."
    ),
    fix=(
        "Go on ignoring what you do not know. To learn of misspelt properties, answer with a warning "
        "header or log them, and close the object in the next major version."
    ),
    on=On("property", "additional-properties-closed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("id: {type: string}", more="additionalProperties: {type: string}"),
            request_properties("id: {type: string}", more="additionalProperties: false"),
            finds=("",),
        ),
        Example(
            request_properties("id: {type: string}", more="additionalProperties: false"),
            request_properties("id: {type: string}", more="additionalProperties: {not: {}}"),
            because="`{not: {}}` is `false` in other words.",
        ),
    ),
)
