"""Judges a header that a response no longer declares."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_headers
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is no longer declared"


RULE = Rule(
    id="response-header-removed",
    severity=Severity.ERROR,
    summary="A header of a response was removed.",
    rationale=(
        "Headers steer clients: where the created record is, when to try again, how many calls are left, "
        "which page comes next. Code that follows a missing header stops or guesses."
    ),
    fix=(
        "Go on sending it and deprecate it in the description. If its content moved to the body, send "
        "both until the next major version."
    ),
    on=(
        On("header", "property-removed", Direction.RESPONSE),
        On("header", "required-property-removed", Direction.RESPONSE),
    ),
    when=check,
    examples=(
        Example(
            response_headers("""\
Location: {required: true, schema: {type: string}}
X-Total: {schema: {type: integer}}
"""),
            response_headers("X-Total: {schema: {type: integer}}"),
            finds=("/location",),
        ),
        Example(
            response_headers("X-Total: {schema: {type: integer}}"),
            response_headers("x-total: {schema: {type: integer}}"),
            because="Names of headers are the same in any case (RFC 9110).",
        ),
    ),
    unpaired="What a request carries beside its body are parameters, which have rules of their own.",
)
