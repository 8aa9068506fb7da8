"""Tells of answers whose status is declared by `default` only."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such answer."""
    return Said(f"{fact.said['status']} is declared by `default` only")


RULE = Rule(
    id="response-status-by-default",
    severity=Severity.INFO,
    summary="The expected status is declared by `default` only.",
    rationale=("The provider may answer it, and does not say so."),
    fix=("Declare the statuses that consumers rely on."),
    on="response-status-by-default",
    when=check,
    examples=(
        Example(
            None,
            called('responses: {"200": {description: Done}, default: {description: Wrong}}', response="status: 404"),
            finds=("/404",),
        ),
        Example(
            None,
            called(
                'responses: {"404": {description: None there}, default: {description: Wrong}}', response="status: 404"
            ),
            because="It is declared itself.",
        ),
    ),
)
