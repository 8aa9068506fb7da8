"""Finds headers that are read, and not declared."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such header."""
    return Said(f"the header `{fact.said['name']}` is not declared")


RULE = Rule(
    id="response-header-undeclared",
    severity=Severity.ERROR,
    summary="A header that the consumer reads is not declared.",
    rationale=("Nobody promises it: an answer without it keeps the description, and the consumer does not handle it."),
    fix=("Declare the header, or do not read it."),
    on="response-header-undeclared",
    when=check,
    examples=(
        Example(None, called("summary: All", response="status: 200\nheaders: {X-Total: '5'}"), finds=("/X-Total",)),
        Example(
            None,
            called("summary: All", response="status: 200\nheaders: {Content-Type: application/json}"),
            because="Every answer with a body has it.",
        ),
    ),
)
