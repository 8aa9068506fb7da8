"""Finds known failures that are not found any more."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such entry."""
    return Said(f"{fact.check} is listed as known, and is not found any more: {fact.said}")


RULE = Rule(
    id="known-failure-outdated",
    severity=Severity.WARNING,
    summary="A known failure is listed, and nothing hits it any more.",
    rationale="A list that outlives its reasons hides what comes next.",
    fix="Take the entry out of the list.",
    on="known-failure-outdated",
    when=check,
    examples=(
        Example(None, asked(), finds=()),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
