"""Finds provider states that could not be set up."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such state."""
    return Said(f"the provider state `{fact.said['state']}` was not set up: {fact.said['because']}")


RULE = Rule(
    id="provider-state-refused",
    severity=Severity.ERROR,
    summary="A provider state that an interaction wants could not be set up.",
    rationale="Without its state an interaction is asked of a provider that lacks the data it is about: nothing is said of it at all.",
    fix="See to the handler of the state, and to the parameters that it is given.",
    on="provider-state-refused",
    when=check,
    examples=(
        Example(None, read("{status: 200}", "{status: 200}", given="broken", states="[broken]"), finds=("/broken",)),
        Example(
            None,
            read("{status: 200}", "{status: 200}", given="it is open", states="[it is open]"),
            because="It was set up.",
        ),
    ),
    unpaired="a provider is asked for its answers only",
)
