"""Judges a parameter that might be null and may not any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may not be null any more"


RULE = Rule(
    id="request-parameter-became-not-nullable",
    severity=Severity.ERROR,
    summary="A parameter may no longer be null.",
    rationale=(
        "Clients that build a query from all their fields send an empty or null value for those that are "
        "not set. These calls fail, and the clients' authors cannot see why."
    ),
    fix=(
        "Treat null as the parameter left out, as before. Deprecate it in the description if the two "
        "should differ one day."
    ),
    on=On("parameter", "became-not-nullable", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: customer, in: query, schema: {type: [integer, 'null']}}"),
            parameters("- {name: customer, in: query, schema: {type: integer}}"),
            finds=("/customer",),
        ),
        Example(
            parameters("- {name: customer, in: query, schema: {type: integer, nullable: true}}", openapi="3.0.3"),
            parameters("- {name: customer, in: query, schema: {type: [integer, 'null']}}"),
            title="Another spelling of null",
            because="The document moved to OpenAPI 3.1, where `nullable` is spelled as a type.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
