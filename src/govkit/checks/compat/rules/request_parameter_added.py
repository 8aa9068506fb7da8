"""Judges an optional parameter that an operation declares anew."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import operation, parameters
from govkit.checks.compat.rules._wording import refused_is_error, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return refused_is_error(change, f"{subject(change)} is new and may be left out")


RULE = Rule(
    id="request-parameter-added",
    severity=Severity.INFO,
    summary="An optional parameter was added to an operation.",
    rationale=(
        "Clients that do not know it leave it out and get what they got. It is listed so that a changelog "
        "shows what callers can newly ask for."
    ),
    fix=(
        "Nothing. Choose the behaviour without the parameter to be the one from before, and say so in its description."
    ),
    on=On("parameter", "property-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation(),
            parameters("- {name: limit, in: query, schema: {type: integer}}"),
            finds=("/limit",),
        ),
        Example(
            parameters("- {name: X-Request-Id, in: header, schema: {type: string}}"),
            parameters("- {name: x-request-id, in: header, schema: {type: string}}"),
            because="Names of headers are the same in any case (RFC 9110).",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
