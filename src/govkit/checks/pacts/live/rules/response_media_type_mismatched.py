"""Finds answers of another media type."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import body, read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such answer."""
    return Said(f"answered {fact.said['actual']}, and {fact.said['expected']} is expected")


RULE = Rule(
    id="response-media-type-mismatched",
    severity=Severity.ERROR,
    summary="The provider answers with another media type than the consumer recorded.",
    rationale="A client that reads JSON cannot read a page of HTML, whatever is in it.",
    fix="Let the provider answer with the media type that it promises.",
    on="response-media-type-mismatched",
    when=check,
    examples=(
        Example(None, read(body("{id: a}"), "{status: 200, media: text/html, body: {id: a}}"), finds=("",)),
        Example(None, read(body("{id: a}"), "{status: 200, body: {id: a}}"), because="It is JSON, as recorded."),
    ),
    unpaired="a provider is asked for its answers only",
)
