"""Finds answers of a media type that an operation does not have."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such answer."""
    return Said(f"the answer is never `{fact.said['asked']}`, only {listed(fact.said['known'])}")


RULE = Rule(
    id="response-media-type-undeclared",
    severity=Severity.ERROR,
    summary="The expected media type is none of those in which the operation answers.",
    rationale=("By its description the provider never answers like this."),
    fix=("Expect what is declared, or declare this media type."),
    on="response-media-type-undeclared",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object}}}}}',
                response="status: 200\nbody: {content: a, contentType: text/csv, encoded: false}",
            ),
            finds=("",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/vnd.api+json: {schema: {type: object}}}}}',
                response="status: 200\nbody: {content: {}, contentType: application/vnd.api+json, encoded: false}",
            ),
            because="It is declared by name.",
        ),
    ),
)
