"""Finds operations that could not be asked."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"it could not be asked: {fact.said}")


RULE = Rule(
    id="provider-operation-unasked",
    severity=Severity.ERROR,
    summary="No request could be made for an operation, or no answer came.",
    rationale="What was not asked is not known to work.",
    fix="Mend what the message names in the description, or see whether the provider runs.",
    on="provider-operation-unasked",
    when=check,
    examples=(
        Example(
            None,
            asked().replace("name: note_id, in: path", "name: other_id, in: path"),
            finds=("DELETE /notes/{note_id}", "GET /notes/{note_id}"),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
