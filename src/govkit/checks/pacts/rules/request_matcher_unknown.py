"""Tells of matchers in requests that are not understood."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such matcher."""
    return Said(f"{fact.said['what']} at {fact.field} is not understood: what it stands for is not compared")


RULE = Rule(
    id="request-matcher-unknown",
    severity=Severity.WARNING,
    summary="A matcher of the request is not understood.",
    rationale=(
        "It counts as anything, so that nothing is found at its place: a plugin's matcher, or an expression of another dialect."
    ),
    fix=("Use a matcher of the specification, where one says the same."),
    stricter=True,
    on="request-matcher-unknown",
    when=check,
    examples=(
        Example(
            None,
            sent(
                "{type: object, properties: {total: {type: integer}}}",
                "{total: 5}",
                rules="{$.total: {matchers: [{match: money}]}}",
            ),
            finds=("/total",),
        ),
        Example(
            None,
            sent(
                "{type: object, properties: {total: {type: integer}}}",
                "{total: 5}",
                rules="{$.total: {matchers: [{match: integer}]}}",
            ),
            because="The specification has this one.",
        ),
    ),
)
