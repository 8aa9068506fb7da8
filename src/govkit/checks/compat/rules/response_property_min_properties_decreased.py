"""Judges a smaller `minProperties` of an object that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import as_few_as, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} may have {as_few_as(change.after, 'property')}, before at least {change.before}"


RULE = Rule(
    id="response-property-min-properties-decreased",
    severity=Severity.WARNING,
    summary="An object in a response may have fewer properties than before.",
    rationale=(
        "Consumers take the first entry of a map that had at least one, such as prices by currency. An "
        "empty map makes them fail, or show nothing."
    ),
    fix=(
        "Keep at least the promised entries, or leave the whole object out where it is optional. "
        "Otherwise announce that it may be empty."
    ),
    on=On("property", "min-properties-decreased", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("prices: {type: object, additionalProperties: {type: number}, minProperties: 1}"),
            response_properties("prices: {type: object, additionalProperties: {type: number}}"),
            finds=("/prices",),
        ),
        Example(
            response_properties("prices: {type: object, additionalProperties: {type: number}}"),
            response_properties("prices: {type: object, additionalProperties: {type: number}, minProperties: 1}"),
            because="An entry that is always there is more than was promised.",
        ),
    ),
)
