"""Finds bodies that an operation does not take."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said("a body is sent that the operation does not declare")


RULE = Rule(
    id="request-body-ignored",
    severity=Severity.WARNING,
    summary="A body is sent, and the operation declares none.",
    rationale=("The provider ignores it, or refuses it."),
    fix=("Send none, or describe the body."),
    on="request-body-ignored",
    when=check,
    examples=(
        Example(
            None,
            called("summary: All", "body: {content: {a: 1}, contentType: application/json, encoded: false}"),
            finds=("",),
        ),
        Example(None, called("summary: All", "body: {}"), because="There is no body."),
    ),
)
