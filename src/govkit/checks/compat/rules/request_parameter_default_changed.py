"""Judges another `default` of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation, parameters
from govkit.checks.compat.rules._wording import default_changed
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str | None:
    """Words one such change."""
    return default_changed(change, "left out")


RULE = Rule(
    id="request-parameter-default-changed",
    severity=Severity.WARNING,
    summary="A parameter that is left out means something else than before.",
    rationale=(
        "Clients that leave it out get other pages, another order, another filter. Nothing fails; results "
        "are missing or doubled."
    ),
    fix=(
        "Keep the default, and let callers ask for the new behaviour by a value. Change it with the next major version."
    ),
    on=On("parameter", "default-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: limit, in: query, schema: {type: integer, default: 20}}"),
            parameters("- {name: limit, in: query, schema: {type: integer, default: 100}}"),
            finds=("/limit",),
        ),
        Example(
            operation(),
            parameters("- {name: limit, in: query, schema: {type: integer, default: 100}}"),
            because="The default of a new parameter changes nothing that was.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
