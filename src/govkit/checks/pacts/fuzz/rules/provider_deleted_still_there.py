"""Finds records that are still there after they were deleted."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a record that was deleted is still there: {fact.said}")


RULE = Rule(
    id="provider-deleted-still-there",
    severity=Severity.ERROR,
    summary="A record that was deleted is still answered.",
    rationale="Who deletes relies on it: for privacy, and so that nothing works on what is gone.",
    fix="Let the provider answer 404 or 410 once a record is deleted.",
    on="provider-deleted-still-there",
    when=check,
    examples=(
        Example(None, asked("{at: '* /notes/{note_id}', do: keep}"), finds=("GET /notes/{note_id}",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
