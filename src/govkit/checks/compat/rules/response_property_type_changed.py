"""Judges another `type` of a value that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import subject, types
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may be {types(change.after)}, before {types(change.before)}"


RULE = Rule(
    id="response-property-type-changed",
    severity=Severity.ERROR,
    summary="A value in a response may be of another type than before.",
    rationale=(
        "Typed clients fail to parse the whole response, not just this value; untyped ones compute on "
        "text, or compare a number with a string, and go wrong quietly."
    ),
    fix=(
        "Leave the property and add one of the new type under a new name; deprecate the old one and send "
        "both until the next major version."
    ),
    on=On("property", "type-changed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("total: {type: integer}"),
            response_properties("total: {type: string}"),
            finds=("/total",),
        ),
        Example(
            response_properties("total: {type: number}"),
            response_properties("total: {type: integer}"),
            title="A narrower type: reported, and refuted",
            finds=("/total",),
        ),
        Example(
            response_properties("total: {type: integer}"),
            response_properties("total: {$ref: '#/components/schemas/Total'}", components="Total: {type: integer}"),
            because="The type moved to a component; it is the same.",
        ),
    ),
)
