"""Finds answers that are expected to be empty, and are not."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such answer."""
    return Said("an empty body is expected, and one is declared")


RULE = Rule(
    id="response-body-unexpected",
    severity=Severity.WARNING,
    summary="No body is expected, and one is declared.",
    rationale=(
        "The pact says that the answer is empty; the provider may send a body, and the verification fails then."
    ),
    fix=("Leave the body out of the pact where it does not matter: that says nothing of it."),
    on="response-body-unexpected",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}',
                response="status: 200\nbody: null",
            ),
            finds=("",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}',
                response="status: 200",
            ),
            because="Nothing is said of the body.",
        ),
    ),
)
