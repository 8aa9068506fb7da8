"""Finds examples that an operation never answers, where the matcher stands for others."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.checks.pacts.rules._wording import asked, example, shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such example."""
    return Said(f"{fact.field} is never {shown(example(fact))}, with which the consumer was tested: {asked(fact)}")


RULE = Rule(
    id="response-example-impossible",
    severity=Severity.WARNING,
    summary="The example of a matcher is none that may come.",
    rationale=("What may come is handled; but the consumer was tested with something else."),
    fix=("Take an example that may come."),
    on="response-example-impossible",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: object, required: [status], properties: {status: {enum: [open, paid]}}}",
                "{status: string}",
                rules="{$.status: {matchers: [{match: type}]}}",
            ),
            finds=("/status",),
        ),
        Example(
            None,
            answered(
                "{type: object, required: [status], properties: {status: {enum: [open, paid]}}}",
                "{status: paid}",
                rules="{$.status: {matchers: [{match: type}]}}",
            ),
            because="It may come.",
        ),
    ),
)
