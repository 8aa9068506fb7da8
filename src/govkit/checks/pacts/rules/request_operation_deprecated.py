"""Finds interactions with operations that an API is about to give up."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such interaction."""
    return Said(f"{fact.operation.name if fact.operation else 'the operation'} is deprecated")


RULE = Rule(
    id="request-operation-deprecated",
    severity=Severity.INFO,
    summary="The operation is deprecated.",
    rationale=("It will be gone one day, and the consumer with it."),
    fix=("Move to the operation that takes its place."),
    stricter=True,
    on="request-operation-deprecated",
    when=check,
    examples=(
        Example(None, called("deprecated: true"), finds=("",)),
        Example(None, called("deprecated: false"), because="It is not."),
    ),
)
