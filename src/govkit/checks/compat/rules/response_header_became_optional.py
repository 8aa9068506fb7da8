"""Judges a header that was always there and may be missing."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_headers
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be missing, before it was always there"


RULE = Rule(
    id="response-header-became-optional",
    severity=Severity.ERROR,
    summary="A header of a response that was always there may be missing.",
    rationale=(
        "Code that follows `Location` or stores an `ETag` does so without asking, since the contract "
        "promised it. Where the header is missing it stops halfway, with the record already made."
    ),
    fix="Send it always, as promised. If some answers really have none, give those a status of their own.",
    on=On("header", "became-optional", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_headers("Location: {required: true, schema: {type: string}}"),
            response_headers("Location: {schema: {type: string}}"),
            finds=("/location",),
        ),
        Example(
            response_headers("Location: {schema: {type: string}}"),
            response_headers("Location: {required: true, schema: {type: string}}"),
            because="A header that is always there is more than was promised.",
        ),
    ),
    unpaired="What a request carries beside its body are parameters, which have rules of their own.",
)
