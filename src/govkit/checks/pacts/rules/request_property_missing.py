"""Finds bodies that lack a required property."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such body."""
    return Said(f"{fact.field} is required, and is not sent")


RULE = Rule(
    id="request-property-missing",
    severity=Severity.ERROR,
    summary="A property that the API requires is not sent.",
    rationale=("The very request that the consumer recorded is refused."),
    fix=("Send it, or make it optional in the description."),
    on="request-property-missing",
    when=check,
    examples=(
        Example(
            None,
            sent("{type: object, required: [total], properties: {total: {type: integer}}}", "{memo: Thanks}"),
            finds=("/total",),
        ),
        Example(
            None,
            sent(
                "{type: object, required: [id], properties: {id: {type: string, readOnly: true}, memo: {type: string}}}",
                "{memo: Thanks}",
            ),
            because="What the server alone sets is not sent.",
        ),
    ),
)
