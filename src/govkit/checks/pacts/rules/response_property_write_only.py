"""Finds fields that are read, and never sent."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such field."""
    return Said(f"{fact.field} is write-only: the provider never sends it")


RULE = Rule(
    id="response-property-write-only",
    severity=Severity.ERROR,
    summary="A field that the consumer reads is write-only.",
    rationale=("The provider never sends it."),
    fix=("Do not read it."),
    on="response-property-write-only",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [secret], properties: {secret: {type: string, writeOnly: true}}}",
                "{secret: a}",
            ),
            finds=("/secret",),
        ),
        Example(
            None,
            answered("{type: object, required: [id], properties: {id: {type: string, readOnly: true}}}", "{id: a}"),
            because="What is read-only is sent.",
        ),
    ),
)
