"""Judges another `type` of a parameter."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import parameters
from govkit.checks.compat.rules._wording import subject, types
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} must be {types(change.after)}, before {types(change.before)}"


RULE = Rule(
    id="request-parameter-type-changed",
    severity=Severity.ERROR,
    summary="A parameter must be of another type than before.",
    rationale=(
        "Links, scripts and stored searches carry the old form of the value and are refused. Parameters "
        "are text on the wire: where the new type takes every text of the old one, nothing breaks, and "
        "the change is reported as refuted."
    ),
    fix="Accept both forms, or add a parameter under a new name for the new type and deprecate the old one.",
    on=On("parameter", "type-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            parameters("- {name: customer, in: query, schema: {type: string}}"),
            parameters("- {name: customer, in: query, schema: {type: integer}}"),
            finds=("/customer",),
        ),
        Example(
            parameters("- {name: customer, in: query, schema: {type: integer}}"),
            parameters("- {name: customer, in: query, schema: {type: string}}"),
            title="Any text is taken now: reported, and refuted",
            finds=("/customer",),
        ),
        Example(
            parameters("- {name: customer, in: query, schema: {type: integer}}"),
            parameters("- {name: customer, in: query, content: {application/json: {schema: {type: integer}}}}"),
            because="The type is declared by way of a media type, and is the same.",
        ),
    ),
    unpaired=(
        "A response has no parameters; what it carries beside its body is judged by the rules for response headers."
    ),
)
