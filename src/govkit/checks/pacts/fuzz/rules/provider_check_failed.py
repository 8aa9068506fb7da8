"""Finds what a check says that has no rule of its own."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"{fact.check}: {fact.said}")


RULE = Rule(
    id="provider-check-failed",
    severity=Severity.ERROR,
    summary="A check of schemathesis that has no rule of its own fails.",
    rationale="A newer schemathesis may look at more than this version knows of.",
    fix="See what the check says.",
    on="provider-check-failed",
    when=check,
    examples=(
        Example(None, asked(), finds=()),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
