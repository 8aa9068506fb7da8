"""Finds expected lists of a length that never comes."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import answered
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such list."""
    said = fact.said
    return Said(
        f"{fact.field} never holds {said['count']} items, but {said['least']} to {said['most'] or 'any number'}"
    )


RULE = Rule(
    id="response-items-impossible",
    severity=Severity.ERROR,
    summary="An expected list has more or fewer items than may come.",
    rationale=("By its description the provider never answers like this."),
    fix=("Expect a length that may come."),
    on="response-items-impossible",
    when=check,
    examples=(
        Example(None, answered("{type: array, minItems: 2, items: {type: string}}", "[a]"), finds=("",)),
        Example(None, answered("{type: array, minItems: 2, items: {type: string}}", "[a, b]"), because="It may."),
    ),
)
