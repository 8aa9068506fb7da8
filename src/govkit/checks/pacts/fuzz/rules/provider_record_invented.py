"""Finds records that are there whatever is asked for."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"whatever is asked for is found: {fact.said}")


RULE = Rule(
    id="provider-record-invented",
    severity=Severity.ERROR,
    summary="Identifiers that nobody can have given to anything are found.",
    rationale="A client that mistypes an identifier is told so by 404 alone.",
    fix="Answer 404 where there is no record.",
    on="provider-record-invented",
    when=check,
    examples=(
        Example(
            None,
            asked("{at: 'GET /notes/{note_id}', do: answer, status: 200, body: {id: first, text: a, kind: memo}}"),
            finds=("GET /notes/{note_id}",),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
