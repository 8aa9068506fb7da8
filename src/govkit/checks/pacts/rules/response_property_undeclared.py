"""Finds fields that are read, and not declared."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"{fact.field} is read, and not declared", Severity.WARNING if fact.said["open"] else None)


RULE = Rule(
    id="response-property-undeclared",
    severity=Severity.ERROR,
    summary="A field that the consumer reads is not declared.",
    rationale=(
        "Nobody promises it: an answer without it keeps the description, and the consumer does not handle it. Where the description says that anything may come, this is a warning."
    ),
    fix=("Declare the field, mend its name, or do not read it."),
    on="response-property-undeclared",
    when=check,
    examples=(
        Example(
            None,
            answered("{type: object, properties: {total: {type: integer}}, required: [total]}", "{totl: 5}"),
            finds=("/totl",),
        ),
        Example(
            None,
            answered("{type: object, additionalProperties: {type: string}}", "{en: Hello}"),
            because="The names of its members are data.",
        ),
        Example(
            None,
            answered(
                "{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}",
                "{a: x, b: y}",
            ),
            because="Each part declares one of them.",
        ),
    ),
)
