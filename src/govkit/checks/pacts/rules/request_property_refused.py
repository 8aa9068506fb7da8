"""Finds properties that a closed object refuses."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such property."""
    return Said(f"{fact.field} is sent, and no other properties are allowed there")


RULE = Rule(
    id="request-property-refused",
    severity=Severity.ERROR,
    summary="A property is sent that a closed object does not have.",
    rationale=("The very request that the consumer recorded is refused."),
    fix=("Do not send it, or declare it."),
    on="request-property-refused",
    when=check,
    examples=(
        Example(
            None,
            sent(
                "{type: object, additionalProperties: false, properties: {memo: {type: string}}}",
                "{memo: Thanks, note: Bye}",
            ),
            finds=("/note",),
        ),
        Example(
            None,
            sent(
                "{type: object, additionalProperties: {type: string}, properties: {memo: {type: string}}}",
                "{memo: Thanks, note: Bye}",
            ),
            because="Any further texts are allowed.",
        ),
    ),
)
