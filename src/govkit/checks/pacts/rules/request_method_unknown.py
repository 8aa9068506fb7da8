"""Finds requests whose method a path does not have."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    said = fact.said
    return Said(f"`{said['asked']}` has no {said['method']}, only {listed(said['methods'])}")


RULE = Rule(
    id="request-method-unknown",
    severity=Severity.ERROR,
    summary="The path is there, without the method of the request.",
    rationale=("The provider answers 405."),
    fix=("Use a method that the path has, or describe this one."),
    on="request-method-unknown",
    when=check,
    examples=(
        Example(
            None,
            called("summary: All", "method: DELETE"),
            finds=("",),
        ),
        Example(
            None,
            called("summary: All", "method: get"),
            because="Pacts write methods in any case.",
        ),
    ),
)
