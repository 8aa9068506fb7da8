"""Finds requests that are taken, and that the description forbids."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a request is taken that the description forbids: {fact.said}")


RULE = Rule(
    id="provider-accepts-invalid",
    severity=Severity.ERROR,
    summary="A request that the description forbids is answered as if all were well.",
    rationale="What is taken without a look ends up in records that others read.",
    fix="Let the provider hold requests against its description, and refuse with a status from 400 to 499.",
    on="provider-accepts-invalid",
    when=check,
    examples=(
        Example(None, asked("{at: POST /notes, do: agree, to: [400, 415, 422]}"), finds=("POST /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
