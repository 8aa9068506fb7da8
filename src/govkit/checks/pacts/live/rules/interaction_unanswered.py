"""Finds interactions to which the provider gave no answer."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such interaction."""
    return Said(f"there was no answer: {fact.said['because']}")


RULE = Rule(
    id="interaction-unanswered",
    severity=Severity.ERROR,
    summary="The provider gave no answer: it was not there, or took too long.",
    rationale="A consumer gets an answer in bounded time, or goes on without it.",
    fix="See whether the provider runs at the address, and what it writes to its log.",
    on="interaction-unanswered",
    when=check,
    examples=(
        Example(None, read("{status: 200}", "{hangs: true}"), finds=("",)),
        Example(None, read("{status: 200}", "{status: 200}"), because="It answered."),
    ),
    unpaired="a provider is asked for its answers only",
)
