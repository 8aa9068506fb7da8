"""Finds headers that are missing, or are not as described."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a header is not as it is described: {fact.said}")


RULE = Rule(
    id="provider-header-differs",
    severity=Severity.ERROR,
    summary="A header of an answer is required and missing, or does not fit its schema.",
    rationale="What a client reads from a header is not there when it is needed.",
    fix="Let the provider send the header as it is described.",
    on="provider-header-differs",
    when=check,
    examples=(
        Example(None, asked("{at: POST /notes, do: says, header: X-Count, value: many}"), finds=("POST /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
