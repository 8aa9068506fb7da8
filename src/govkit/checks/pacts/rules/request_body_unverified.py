"""Tells of bodies that no schema describes, or that are not read."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said("the body of the request could not be compared: no schema describes it, or it cannot be read")


RULE = Rule(
    id="request-body-unverified",
    severity=Severity.INFO,
    summary="The body of the request could not be compared.",
    rationale=("Nothing is known of it, so nothing is wrong with it."),
    fix=("Give the media type a schema."),
    on="request-body-unverified",
    when=check,
    examples=(
        Example(
            None,
            called(
                "requestBody: {content: {application/json: {}}}",
                "headers: {Content-Type: application/json}\nbody: {content: {a: 1}, contentType: application/json, encoded: false}",
            ),
            finds=("",),
        ),
        Example(
            None,
            called(
                "requestBody: {content: {text/plain: {schema: {type: string}}}}",
                "body: {content: Hello, contentType: text/plain, encoded: false}",
            ),
            because="A text has a schema, too.",
        ),
    ),
)
