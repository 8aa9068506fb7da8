"""Finds methods that are not described, and not refused."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such path."""
    return Said(f"a method that is not described is not refused as it should be: {fact.said}")


RULE = Rule(
    id="provider-method-not-refused",
    severity=Severity.ERROR,
    summary="A method that the description does not name is not answered with 405, or not with the `Allow` header that goes with it.",
    rationale="What nobody described nobody looks after: it is a door that is open by chance.",
    fix="Answer 405 with an `Allow` header (RFC 9110, 15.5.6).",
    on="provider-method-not-refused",
    when=check,
    examples=(
        Example(
            None,
            asked("{at: TRACE, do: answer, status: 200}"),
            finds=("DELETE /notes/{note_id}", "GET /notes", "GET /notes/{note_id}", "POST /notes"),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
