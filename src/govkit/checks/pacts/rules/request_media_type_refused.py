"""Finds bodies of media types that an operation does not take."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(f"the operation does not take `{fact.said['asked']}`, only {listed(fact.said['known'])}")


RULE = Rule(
    id="request-media-type-refused",
    severity=Severity.ERROR,
    summary="The media type of the body is none that the operation takes.",
    rationale=("The provider answers 415."),
    fix=("Send one that it takes, or describe this one."),
    on="request-media-type-refused",
    when=check,
    examples=(
        Example(
            None,
            called(
                "requestBody: {content: {application/json: {schema: {type: object}}}}",
                "body: {content: 'a=1', contentType: application/x-www-form-urlencoded, encoded: false}",
            ),
            finds=("",),
        ),
        Example(
            None,
            called(
                "requestBody: {content: {application/json: {schema: {type: object}}}}",
                "body: {content: {a: 1}, contentType: application/json;charset=UTF-8, encoded: false}",
            ),
            because="The character set of JSON is always this one.",
        ),
    ),
)
