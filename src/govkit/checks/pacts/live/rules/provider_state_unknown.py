"""Finds provider states that the provider does not have."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import read
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such state."""
    known = fact.said.get("known") or ()
    fix = f"Declare it; the states are {listed(known)}." if known else ""
    return Said(f"it wants the provider state `{fact.said['state']}`: {fact.said['because']}", fix=fix)


RULE = Rule(
    id="provider-state-unknown",
    severity=Severity.ERROR,
    summary="An interaction wants a provider state that the provider does not have.",
    rationale="Without its state an interaction is asked of a provider that lacks the data it is about: nothing is said of it at all.",
    fix="Declare the state: in `mock.yaml` of a mock, in what answers at the address of states otherwise.",
    on="provider-state-unknown",
    when=check,
    examples=(
        Example(None, read("{status: 200}", "{status: 200}", given="it is open"), finds=("/it is open",)),
        Example(
            None,
            read("{status: 200}", "{status: 200}", given="it is open", states="[it is open]"),
            because="The provider has it.",
        ),
    ),
    unpaired="a provider is asked for its answers only",
)
