"""Finds values in bodies that an API refuses."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such value."""
    return Said(f"{fact.field} is refused: {fact.said['because']}")


RULE = Rule(
    id="request-value-refused",
    severity=Severity.ERROR,
    summary="A value that is sent is none that the API takes.",
    rationale=("The very request that the consumer recorded is refused."),
    fix=("Send a value that it takes."),
    on="request-value-refused",
    when=check,
    examples=(
        Example(
            None,
            sent("{type: object, properties: {total: {type: integer}}}", "{total: '5'}"),
            finds=("/total",),
        ),
        Example(
            None,
            sent(
                "{oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Transfer'}]}",
                "{card: '4111'}",
                components="""
                Card: {type: object, required: [card], additionalProperties: false, properties: {card: {type: string}}}
                Transfer: {type: object, required: [iban], additionalProperties: false, properties: {iban: {type: string}}}
                """,
            ),
            because="One of the alternatives takes it.",
        ),
    ),
)
