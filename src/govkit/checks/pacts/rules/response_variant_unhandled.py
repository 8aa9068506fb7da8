"""Finds alternatives that may come, and that no interaction expects."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such alternative."""
    named = f"`{fact.said['variant']}`" if fact.said["variant"] else "another alternative"
    return Said(f"{fact.field} may be {named}, which no interaction expects")


RULE = Rule(
    id="response-variant-unhandled",
    severity=Severity.WARNING,
    summary="An answer may be of an alternative that no interaction expects.",
    rationale=(
        "The pact does not say that this case has one alternative alone, and the consumer was never tested with the others."
    ),
    fix=(
        "Record an interaction with the other alternative; or expect the value that tells them apart as it is, so that it is another case."
    ),
    stricter=True,
    on="response-variant-unhandled",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Transfer'}]}",
                "{number: '4111'}",
                rules="{$.number: {matchers: [{match: type}]}}",
                components="""
                Card: {type: object, required: [number], properties: {number: {type: string}}}
                Transfer: {type: object, required: [iban], properties: {iban: {type: string}}}
                """,
            ),
            finds=("",),
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
            because="The kind is expected as it is: a transfer is another case.",
        ),
    ),
)
