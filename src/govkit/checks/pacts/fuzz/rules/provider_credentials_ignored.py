"""Finds operations that want credentials, and do without."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"credentials are described, and not wanted: {fact.said}")


RULE = Rule(
    id="provider-credentials-ignored",
    severity=Severity.ERROR,
    summary="An operation that is described with credentials answers whoever comes.",
    rationale="What is open to all by mistake is found by strangers first.",
    fix="Let the provider refuse with 401 whoever shows no credentials, or wrong ones.",
    on="provider-credentials-ignored",
    when=check,
    examples=(
        Example(
            None,
            asked("{at: '*', do: open}"),
            finds=("DELETE /notes/{note_id}", "GET /notes", "GET /notes/{note_id}", "POST /notes"),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
