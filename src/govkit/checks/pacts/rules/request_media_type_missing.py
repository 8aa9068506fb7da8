"""Finds bodies that do not say what they are."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(f"a body is sent without `Content-Type`; the operation takes {listed(fact.said['known'])}")


RULE = Rule(
    id="request-media-type-missing",
    severity=Severity.WARNING,
    summary="A body is sent without its media type.",
    rationale=("Providers guess, or refuse what they cannot guess."),
    fix=("Send `Content-Type`."),
    on="request-media-type-missing",
    when=check,
    examples=(
        Example(
            None,
            called("requestBody: {content: {application/json: {schema: {type: object}}}}", "body: {content: {a: 1}}"),
            finds=("",),
        ),
        Example(
            None,
            called(
                "requestBody: {content: {application/json: {schema: {type: object}}}}",
                "headers: {content-type: application/json}\nbody: {content: {a: 1}}",
            ),
            because="The header says it.",
        ),
    ),
)
