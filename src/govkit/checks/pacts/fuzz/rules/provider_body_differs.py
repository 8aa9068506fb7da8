"""Finds bodies that their schemas refuse."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"the answer is not as it is described: {fact.said}")


RULE = Rule(
    id="provider-body-differs",
    severity=Severity.ERROR,
    summary="The body of an answer does not fit the schema that describes it.",
    rationale="Whoever trusts the description reads what is not there, or another kind of value.",
    fix="Let the provider answer as it is described, or mend the description.",
    on="provider-body-differs",
    when=check,
    examples=(
        Example(None, asked("{at: GET /notes, do: drop, path: '*/text'}"), finds=("GET /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
