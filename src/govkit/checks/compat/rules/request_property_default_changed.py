"""Judges another `default` of what clients may leave out."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import default_changed
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str | None:
    """Words one such change."""
    return default_changed(change, "left out")


RULE = Rule(
    id="request-property-default-changed",
    severity=Severity.WARNING,
    summary="A property of a request that is left out means something else than before.",
    rationale=(
        "No request fails, and that is the danger: clients that leave the property out get another "
        "outcome, another currency, another page size, without having changed a line."
    ),
    fix=(
        "Keep the default. Let those who want the new one ask for it, and change the default in the next "
        "major version, announced."
    ),
    on=On("property", "default-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("currency: {type: string, default: EUR}"),
            request_properties("currency: {type: string, default: USD}"),
            finds=("/currency",),
        ),
        Example(
            request_properties("id: {type: string}"),
            request_properties("""\
id: {type: string}
currency: {type: string, default: EUR}
"""),
            because="The default of a new property changes nothing that was.",
        ),
    ),
)
