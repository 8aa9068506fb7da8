"""Judges a body that a webhook might leave out and always sends now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import webhook
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'always has', 'always have')} its body, before it might be missing"


RULE = Rule(
    id="response-body-became-required",
    severity=Severity.INFO,
    summary="A webhook always has the body that might be missing before.",
    rationale=(
        "Receivers that were ready for a missing body are ready for one that is there. It is listed "
        "because they can simplify their code."
    ),
    fix="Nothing, but be sure of it: to leave the body out again is a breaking change.",
    on=On("body", "became-required", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            webhook("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            webhook("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            webhook("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            webhook("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            because="A body that may be missing is the opposite: `response-body-became-optional` speaks of it.",
        ),
    ),
)
