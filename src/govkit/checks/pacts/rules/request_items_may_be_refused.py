"""Finds lists of more or fewer items than an API takes."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such list."""
    said = fact.said
    own = f"{said['least'] or 0} to {'any number of' if said['most'] is None else said['most']} items"
    return Said(f"{fact.field} may hold {own}, and the API takes {said['low']} to {said['high'] or 'any number'}")


RULE = Rule(
    id="request-items-may-be-refused",
    severity=Severity.WARNING,
    summary="A matcher stands for lists that are too long or too short for the API.",
    rationale=("The example is taken; longer or shorter lists that the consumer says it may send are not."),
    fix=("Narrow the bounds of the matcher."),
    stricter=True,
    on="request-items-may-be-refused",
    when=check,
    examples=(
        Example(
            None,
            sent(
                "{type: object, properties: {tags: {type: array, maxItems: 3}}}",
                "{tags: [a]}",
                rules="{$.tags: {matchers: [{match: type, min: 1, max: 5}]}}",
            ),
            finds=("/tags",),
        ),
        Example(
            None,
            sent(
                "{type: object, properties: {tags: {type: array, maxItems: 3}}}",
                "{tags: [a]}",
                rules="{$.tags: {matchers: [{match: type, min: 1}]}}",
            ),
            because="The matcher does not say how many there may be.",
        ),
    ),
)
