"""Finds answers of another status."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such answer."""
    return Said(f"answered {fact.said['actual']}, and {fact.said['expected']} is expected")


RULE = Rule(
    id="response-status-mismatched",
    severity=Severity.ERROR,
    summary="The provider answers with another status than the consumer recorded.",
    rationale="A client decides by the status what an answer is; another one sends it down another way.",
    fix="Let the provider answer with the status that it promises; or record what it does answer.",
    on="response-status-mismatched",
    when=check,
    examples=(
        Example(None, read("{status: 200}", "{status: 404}"), finds=("",)),
        Example(None, read("{status: 200}", "{status: 200}"), because="It is the status that was recorded."),
    ),
    unpaired="a provider is asked for its answers only",
)
