"""Judges another `type` of a header."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_headers
from govkit.checks.compat.rules._wording import subject, types
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be {types(change.after)}, before {types(change.before)}"


RULE = Rule(
    id="response-header-type-changed",
    severity=Severity.ERROR,
    summary="A header of a response may be of another type than before.",
    rationale=(
        "Clients parse the text of a header by its type. A `Retry-After` that was a number of seconds and "
        "becomes a date makes them fail, or wait for no time at all."
    ),
    fix="Keep the form of this header, and send the new one under another name.",
    on=On("header", "type-changed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_headers("Retry-After: {schema: {type: integer}}"),
            response_headers("Retry-After: {schema: {type: string}}"),
            finds=("/retry-after",),
        ),
        Example(
            response_headers("Retry-After: {schema: {type: integer}}"),
            response_headers("Retry-After: {content: {text/plain: {schema: {type: integer}}}}"),
            because="The type is declared by way of a media type, and is the same.",
        ),
    ),
    unpaired="What a request carries beside its body are parameters, which have rules of their own.",
)
