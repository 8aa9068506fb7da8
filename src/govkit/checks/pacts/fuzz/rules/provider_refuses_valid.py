"""Finds requests that are refused, and that the description allows."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a request is refused that the description allows: {fact.said}")


RULE = Rule(
    id="provider-refuses-valid",
    severity=Severity.ERROR,
    summary="A request that the description allows is refused for what it says.",
    rationale="A client that keeps to the description cannot know what else is wanted.",
    fix="Describe what is wanted, or take what is described.",
    on="provider-refuses-valid",
    when=check,
    examples=(
        Example(None, asked("{at: POST /notes, do: status, from: 201, to: 422}"), finds=("POST /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
