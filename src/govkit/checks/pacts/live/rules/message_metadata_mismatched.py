"""Finds metadata of messages that differ."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import told
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such member."""
    return Said(f"the metadata `{fact.said['key']}` differs: {fact.said['because']}")


RULE = Rule(
    id="message-metadata-mismatched",
    severity=Severity.ERROR,
    summary="A member of the metadata of a message is missing, or has another value than the consumer recorded.",
    rationale="Messages are routed and recognised by their metadata.",
    fix="Let the provider send the metadata; or take it out of the pact where nobody reads it.",
    on="message-metadata-mismatched",
    when=check,
    examples=(
        Example(None, told("{id: a}", "{invoice.paid: {id: a, metadata: {webhook: other}}}"), finds=("/webhook",)),
        Example(None, told("{id: a}", "{invoice.paid: {id: a}}"), because="The metadata names the event."),
    ),
    unpaired="a provider is asked for its answers only",
)
