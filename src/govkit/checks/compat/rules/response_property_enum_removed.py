"""Judges a list of values that was lifted from what clients read."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._lists import of_list
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return of_list(f"{subject(change)} may be any value, before one of {values(change.before)}", change)


RULE = Rule(
    id="response-property-enum-removed",
    severity=Severity.WARNING,
    summary="A value in a response is no longer one of a list.",
    rationale=(
        "Consumers that mapped each value of the list meet ones that nobody announced, and no later "
        "change of the contract will warn them again."
    ),
    fix=(
        "Keep the list and add values to it as they come. If the values are free by nature, put them into "
        "a new property, and keep the old one for the known ones."
    ),
    on=On("property", "enum-removed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("status: {type: string, enum: [open, paid]}"),
            response_properties("status: {type: string}"),
            finds=("/status",),
        ),
        Example(
            response_properties("status: {type: string}"),
            response_properties("status: {type: string, enum: [open, paid]}"),
            because="A list where any value was possible only promises more.",
        ),
    ),
)
