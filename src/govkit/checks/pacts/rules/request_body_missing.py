"""Finds requests without the body that an operation requires."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(
        "a body is required, and the one sent is empty"
        if fact.said["empty"]
        else "a body is required, and none is sent"
    )


RULE = Rule(
    id="request-body-missing",
    severity=Severity.ERROR,
    summary="The operation requires a body, and none is sent.",
    rationale=("The provider refuses the request."),
    fix=("Send a body, or make it optional in the description."),
    on="request-body-missing",
    when=check,
    examples=(
        Example(
            None,
            called("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            None,
            called("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            because="A body is optional where nothing is said.",
        ),
    ),
)
