"""Finds parameters of which a matcher stands for values that an API refuses."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such parameter; that a text of any length may come is a mere hint."""
    said = fact.said
    severity = Severity.INFO if said["by_type"] and said["limits_only"] else None
    name = f"the {said['location']} parameter `{said['name']}`"
    return Said(
        f"{name} may be {shown(said['value'])} by its matcher, and is refused then: {said['because']}", severity
    )


RULE = Rule(
    id="request-parameter-may-be-refused",
    severity=Severity.WARNING,
    summary="A matcher of a parameter stands for values that the API refuses.",
    rationale=(
        "The example is taken; others that the consumer says it may send are not. Pact replays the example alone, so that no run against the provider shows it."
    ),
    fix=("Narrow the matcher to what is really sent: a regular expression instead of a type."),
    stricter=True,
    on="request-parameter-may-be-refused",
    when=check,
    examples=(
        Example(
            None,
            called(
                "parameters: [{name: status, in: query, schema: {type: string, enum: [open, paid]}}]",
                "query: {status: [open]}\nmatchingRules: {query: {status: {matchers: [{match: regex, regex: 'open|void'}]}}}",
            ),
            finds=("/status",),
        ),
        Example(
            None,
            called(
                "parameters: [{name: status, in: query, schema: {type: string, enum: [open, paid]}}]",
                "query: {status: [open]}\nmatchingRules: {query: {status: {matchers: [{match: regex, regex: '^(open|paid)$'}]}}}",
            ),
            because="All that the expression stands for is taken.",
        ),
    ),
)
