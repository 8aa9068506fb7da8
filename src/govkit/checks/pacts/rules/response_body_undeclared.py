"""Finds expected bodies where an operation answers without one."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such answer."""
    return Said("a body is expected, and none is declared")


RULE = Rule(
    id="response-body-undeclared",
    severity=Severity.ERROR,
    summary="A body is expected, and none is declared.",
    rationale=("By its description the provider sends nothing that the consumer could read."),
    fix=("Describe the body, or do not read one."),
    on="response-body-undeclared",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done}}',
                response="status: 200\nbody: {content: {a: 1}, contentType: application/json, encoded: false}",
            ),
            finds=("",),
        ),
        Example(
            None,
            called('responses: {"200": {description: Done}}', response="status: 200"),
            because="No body is expected.",
        ),
    ),
)
