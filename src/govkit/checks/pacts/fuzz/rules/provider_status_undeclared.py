"""Finds answers with a status that the description does not name."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"answered with a status that is not declared: {fact.said}")


RULE = Rule(
    id="provider-status-undeclared",
    severity=Severity.ERROR,
    summary="An answer has a status that the description of the operation does not name.",
    rationale="Clients handle what is described; another status takes them by surprise.",
    fix="Describe the status, or let the provider answer with one that is described.",
    on="provider-status-undeclared",
    when=check,
    examples=(
        Example(None, asked("{at: GET /notes, do: status, from: 200, to: 206}"), finds=("GET /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
