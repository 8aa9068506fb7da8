"""Finds headers that are missing or have another value."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such header."""
    if not fact.said["actual"]:
        return Said(f"the header `{fact.said['key']}` is missing")
    return Said(f"the header `{fact.said['key']}` differs: {fact.said['because']}")


RULE = Rule(
    id="response-header-mismatched",
    severity=Severity.ERROR,
    summary="A header of the answer is missing, or has another value than the consumer recorded.",
    rationale="What a client reads from a header (an address, a version, a limit) is not there when it is needed.",
    fix="Let the provider send the header; or take it out of the pact where nobody reads it.",
    on="response-header-mismatched",
    when=check,
    examples=(
        Example(None, read("{status: 200, headers: {ETag: [v1]}}", "{status: 200}"), finds=("/ETag",)),
        Example(
            None, read("{status: 200, headers: {ETag: [v1]}}", "{status: 200, headers: {ETag: v2}}"), finds=("/ETag",)
        ),
        Example(
            None,
            read("{status: 200, headers: {ETag: [v1]}}", "{status: 200, headers: {ETag: v1}}"),
            because="It is there, with the value.",
        ),
    ),
    unpaired="a provider is asked for its answers only",
)
