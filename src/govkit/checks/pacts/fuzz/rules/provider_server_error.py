"""Finds requests at which a provider breaks."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a request makes the provider fail: {fact.said}")


RULE = Rule(
    id="provider-server-error",
    severity=Severity.ERROR,
    summary="A request that the description allows or forbids is answered with a status from 500 on.",
    rationale="Whatever comes in, a provider answers: one that breaks loses the request, and tells strangers of its inside.",
    fix="Let the provider refuse what it cannot handle, with a status from 400 to 499.",
    on="provider-server-error",
    when=check,
    examples=(
        Example(None, asked("{at: GET /notes, do: answer, status: 500}"), finds=("GET /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
