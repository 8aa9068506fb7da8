"""Judges another `default` of what may be missing from a response."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import default_changed
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str | None:
    """Words one such change."""
    return default_changed(change, "missing")


RULE = Rule(
    id="response-property-default-changed",
    severity=Severity.WARNING,
    summary="A property of a response that is missing means something else than before.",
    rationale=(
        "Clients fill in the default they were generated with. After the change the provider leaves out "
        "one value and old clients read another, and nobody gets an error."
    ),
    fix=(
        "Send the value always, so that no default is needed, and keep the old default for those who have it built in."
    ),
    on=On("property", "default-changed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("currency: {type: string, default: EUR}"),
            response_properties("currency: {type: string, default: USD}"),
            finds=("/currency",),
        ),
        Example(
            response_properties("currency: {type: string, default: EUR}"),
            response_properties("currency: {type: string, default: EUR, description: ISO 4217}"),
            because="A description changes no default.",
        ),
    ),
)
