"""Finds records that are not there after they were made."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a record that was made is not there: {fact.said}")


RULE = Rule(
    id="provider-created-missing",
    severity=Severity.ERROR,
    summary="A record that was made a moment ago cannot be read.",
    rationale="A client that gets 201 goes on with the record; without it everything after fails.",
    fix="Answer 202 where a record comes later; else keep it before answering.",
    on="provider-created-missing",
    when=check,
    examples=(
        Example(
            None,
            asked("{at: POST /notes, do: forget, key: id}", "{at: 'GET /notes/{note_id}', do: forget, key: id}"),
            finds=("GET /notes/{note_id}",),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
