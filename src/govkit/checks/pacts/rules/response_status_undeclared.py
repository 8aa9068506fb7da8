"""Finds answers with a status that an operation does not have."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such answer."""
    return Said(f"{fact.said['status']} is not declared, only {listed(fact.said['known'])}")


RULE = Rule(
    id="response-status-undeclared",
    severity=Severity.ERROR,
    summary="The expected status is none that the operation declares.",
    rationale=(
        "By its description the provider never answers like this: what the consumer handles there is dead, and what comes instead is not handled."
    ),
    fix=("Expect a status that is declared, or declare this one."),
    on="response-status-undeclared",
    when=check,
    examples=(
        Example(None, called('responses: {"200": {description: Done}}', response="status: 404"), finds=("/404",)),
        Example(
            None,
            called('responses: {"200": {description: Done}, 4XX: {description: Wrong}}', response="status: 404"),
            because="It is of a class that is declared.",
        ),
    ),
)
