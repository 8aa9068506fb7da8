"""Finds lists that are not narrowed as they were asked to be."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a filter is ignored: {fact.said}")


RULE = Rule(
    id="provider-filter-ignored",
    severity=Severity.ERROR,
    summary="A list is asked for by a property of its items, and items with another value are in it.",
    rationale="A client that asks for open invoices and gets paid ones as well reminds customers who have paid.",
    fix="Let the provider narrow the list, or take the parameter out of the description.",
    on="provider-filter-ignored",
    when=check,
    examples=(
        Example(
            None,
            asked(
                "{at: GET /notes, do: answer, status: 200, body: [{id: a, text: a, kind: memo}, {id: b, text: b, kind: task}]}"
            ),
            finds=("GET /notes",),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
