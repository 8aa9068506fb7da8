"""Finds another record than the one that was asked for."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"another record is answered: {fact.said}")


RULE = Rule(
    id="provider-record-differs",
    severity=Severity.ERROR,
    summary="A record is asked for by its identifier, and another one is answered.",
    rationale="Whoever asks for a customer and gets another one works on a stranger's data.",
    fix="Answer with the record that was asked for, or 404.",
    on="provider-record-differs",
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
