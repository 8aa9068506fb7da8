"""Finds lists of more or fewer items than are handled."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such list; too many items are worse than too few."""
    if "most" in fact.said:
        return Said(f"{fact.field} may hold more than {fact.said['most']} items", Severity.WARNING)
    return Said(f"{fact.field} may hold fewer than {fact.said['least']} items")


RULE = Rule(
    id="response-items-unhandled",
    severity=Severity.INFO,
    summary="A list may be longer or shorter than what the consumer handles.",
    rationale=(
        "That a list of the example is not empty is the test's need; more than that is the consumer's, and a list without end may exceed any number."
    ),
    fix=("Bound the list in the description, or handle it."),
    stricter=True,
    on="response-items-unhandled",
    when=check,
    examples=(
        Example(
            None,
            answered(
                "{type: array, items: {type: string}}",
                "[a]",
                rules="{$: {matchers: [{match: type, max: 10}]}, '$[*]': {matchers: [{match: type}]}}",
            ),
            finds=("",),
        ),
        Example(
            None,
            answered(
                "{type: array, items: {type: string}}",
                "[a]",
                rules="{$: {matchers: [{match: type, min: 1}]}, '$[*]': {matchers: [{match: type}]}}",
            ),
            because="A test needs one item to show what items look like.",
        ),
    ),
)
