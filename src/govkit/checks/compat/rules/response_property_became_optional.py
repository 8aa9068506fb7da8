"""Judges a property that was always there for a client to read and may be missing."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be missing, before it was always there"


RULE = Rule(
    id="response-property-became-optional",
    severity=Severity.ERROR,
    summary="A property of a response that was always there may be missing.",
    rationale=(
        "Clients read it without asking, as the contract promised they could. Generated models demand it, "
        "and fail to parse the whole response where it is missing."
    ),
    fix=(
        "Go on sending it, with a neutral value if need be. Deprecate it first, and make it optional in "
        "the next major version."
    ),
    on=On("property", "became-optional", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("memo: {type: string}", required="memo"),
            response_properties("memo: {type: string}"),
            finds=("/memo",),
        ),
        Example(
            response_properties("secret: {type: string, writeOnly: true}", required="secret"),
            response_properties("secret: {type: string, writeOnly: true}"),
            because="What is `writeOnly` is never sent back: `required` binds clients only.",
        ),
    ),
)
