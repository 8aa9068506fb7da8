"""Finds parameters that an API is about to give up."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such parameter."""
    return Said(f"the {fact.said['location']} parameter `{fact.said['name']}` is deprecated")


RULE = Rule(
    id="request-parameter-deprecated",
    severity=Severity.INFO,
    summary="A parameter that is sent is deprecated.",
    rationale=("It will be gone one day, and the consumer with it."),
    fix=("Do without it."),
    stricter=True,
    on="request-parameter-deprecated",
    when=check,
    examples=(
        Example(
            None,
            called(
                "parameters: [{name: page, in: query, deprecated: true, schema: {type: string}}]",
                "query: {page: ['5']}",
            ),
            finds=("/page",),
        ),
        Example(
            None,
            called("parameters: [{name: page, in: query, deprecated: true, schema: {type: string}}]"),
            because="It is not sent.",
        ),
    ),
)
