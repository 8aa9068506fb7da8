"""Finds parameters whose value an API refuses."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such parameter."""
    said = fact.said
    return Said(
        f"the {said['location']} parameter `{said['name']}` is refused as {shown(said['value'])}: {said['because']}"
    )


RULE = Rule(
    id="request-parameter-refused",
    severity=Severity.ERROR,
    summary="The value of a parameter is none that the API takes.",
    rationale=("The very request that the consumer recorded is refused."),
    fix=("Send a value that the API takes."),
    on="request-parameter-refused",
    when=check,
    examples=(
        Example(
            None,
            called(
                "parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]",
                "query: {limit: ['500']}",
            ),
            finds=("/limit",),
        ),
        Example(
            None,
            called(
                "parameters: [{name: status, in: query, schema: {type: array, items: {enum: [open, paid]}}}]",
                "query: {status: [open, paid]}",
            ),
            because="A list is sent as one value an item.",
        ),
    ),
)
