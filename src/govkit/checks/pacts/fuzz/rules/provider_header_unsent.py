"""Finds headers that are described, and never sent."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such header."""
    return Said(fact.said)


RULE = Rule(
    id="provider-header-unsent",
    severity=Severity.ERROR,
    summary="A `Location` or an `ETag` is described, and no answer of the operation ever has it.",
    rationale="A client finds a record by its location, and keeps from overwriting the work of others by its tag.",
    fix="Let the provider send the header, or take it out of the description.",
    on="provider-header-unsent",
    when=check,
    examples=(
        Example(None, asked("{at: POST /notes, do: unsaid, header: Location}"), finds=("POST /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
