"""Finds expected values that an operation never answers."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.checks.pacts.rules._wording import asked, example, shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such value."""
    said = fact.said
    if said.get("variants"):
        return Said(f"{fact.field} is none of the alternatives that may come")
    if "because" in said:
        return Said(f"{fact.field} is nothing that may come: {said['because']}")
    return Said(f"{fact.field} is never {shown(example(fact))}: {asked(fact)}")


RULE = Rule(
    id="response-value-impossible",
    severity=Severity.ERROR,
    summary="An expected value is none that may come.",
    rationale=("By its description the provider never answers like this: what the consumer handles there is dead."),
    fix=("Expect a value that may come, or describe this one."),
    on="response-value-impossible",
    when=check,
    examples=(
        Example(
            None,
            answered("{type: object, required: [total], properties: {total: {type: integer}}}", "{total: '5'}"),
            finds=("/total",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [status], properties: {status: {enum: [open, paid]}}}", "{status: void}"
            ),
            finds=("/status",),
        ),
        Example(
            None,
            answered(
                "{oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Transfer'}]}",
                "{kind: card, number: '4111'}",
                components="""
                Card: {type: object, required: [kind, number], properties: {kind: {const: card}, number: {type: string}}}
                Transfer: {type: object, required: [kind, iban], properties: {kind: {const: transfer}, iban: {type: string}}}
                """,
            ),
            because="One of the alternatives may come like this.",
        ),
    ),
)
