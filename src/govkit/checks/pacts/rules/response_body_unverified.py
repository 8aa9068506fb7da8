"""Tells of expected bodies that no schema describes, or that are not read."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such answer."""
    return Said("the body of the answer could not be compared: no schema describes it, or it cannot be read")


RULE = Rule(
    id="response-body-unverified",
    severity=Severity.INFO,
    summary="The body of the answer could not be compared.",
    rationale=("Nothing is known of it, so nothing is wrong with it."),
    fix=("Give the media type a schema."),
    on="response-body-unverified",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {}}}}',
                response="status: 200\nbody: {content: {a: 1}, contentType: application/json, encoded: false}",
            ),
            finds=("",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}}}}',
                response="status: 200\nbody: {content: {a: 1}, contentType: application/json, encoded: false}",
            ),
            because="There is a schema.",
        ),
    ),
)
