"""Finds types of values that may come, and are not handled."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"{fact.field} may be {' or '.join(fact.said['types'])}, which is not handled")


RULE = Rule(
    id="response-type-unhandled",
    severity=Severity.ERROR,
    summary="A field may be of a type that the consumer does not handle.",
    rationale=("What reads a text does not read a number."),
    fix=("Handle the other type, too, or have the description exclude it."),
    stricter=True,
    on="response-type-unhandled",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [id], properties: {id: {type: [string, integer]}}}",
                "{id: a}",
                rules="{$.id: {matchers: [{match: type}]}}",
            ),
            finds=("/id",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [id], properties: {id: {type: integer}}}",
                "{id: 5}",
                rules="{$.id: {matchers: [{match: number}]}}",
            ),
            because="Every whole number is a number.",
        ),
    ),
)
