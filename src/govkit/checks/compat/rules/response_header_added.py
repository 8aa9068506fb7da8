"""Judges a header that a response declares anew."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import response_headers
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is new")


RULE = Rule(
    id="response-header-added",
    severity=Severity.INFO,
    summary="A header was added to a response.",
    rationale="Clients ignore headers they do not know. It is listed for those who would use it.",
    fix=(
        "Nothing. For calls from browsers, remember to expose it (`Access-Control-Expose-Headers`), or "
        "they cannot read it."
    ),
    on=(
        On("header", "property-added", Direction.RESPONSE),
        On("header", "required-property-added", Direction.RESPONSE),
    ),
    when=check,
    examples=(
        Example(
            response_headers("X-Total: {schema: {type: integer}}"),
            response_headers("""\
X-Total: {schema: {type: integer}}
Retry-After: {schema: {type: integer}}
"""),
            finds=("/retry-after",),
        ),
        Example(
            response_headers("X-Total: {schema: {type: integer}}"),
            response_headers("""\
X-Total: {schema: {type: integer}}
Content-Type: {schema: {type: string}}
"""),
            because="OpenAPI ignores a header of this name: the media types of the content say it.",
        ),
    ),
    unpaired="What a request carries beside its body are parameters, which have rules of their own.",
)
