"""Judges a parameter that an operation declares anew and demands at once."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation, parameters
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is new and required: an old client does not send it"


RULE = Rule(
    id="request-parameter-required-added",
    severity=Severity.ERROR,
    summary="A required parameter was added to an operation.",
    rationale="No client that exists sends it, so every call of the operation fails from the day of the deployment.",
    fix=(
        "Make it optional and keep today's behaviour where it is missing, or take what it would say from "
        "the credentials. Otherwise offer a new operation or version."
    ),
    on=On("parameter", "required-property-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation(),
            parameters("- {name: tenant, in: header, required: true, schema: {type: string}}"),
            finds=("/tenant",),
        ),
        Example(
            operation(),
            parameters("- {name: Authorization, in: header, required: true, schema: {type: string}}"),
            because="OpenAPI ignores a header parameter of this name: credentials are declared as security.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
