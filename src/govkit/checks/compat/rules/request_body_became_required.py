"""Judges a request body that might be left out and must be sent now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'demands', 'demand')} its body, before it might be left out"


RULE = Rule(
    id="request-body-became-required",
    severity=Severity.ERROR,
    summary="A request body that was optional must be sent.",
    rationale=(
        "Clients that call the operation without a body, as the shortest form of the call, are refused. "
        "Note that a body is optional where OpenAPI is not told otherwise."
    ),
    fix=(
        "Take the missing body as an empty one, as before. If it was never really optional, correct the "
        "document and tell the consumers: then this is worth a waiver."
    ),
    on=On("body", "became-required", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            operation("requestBody: {required: false, content: {application/json: {schema: {type: object}}}}"),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
