"""Finds messages that the provider does not send."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import told
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such message."""
    return Said(f"the message was not sent: {fact.said['because']}")


RULE = Rule(
    id="message-unsent",
    severity=Severity.ERROR,
    summary="The provider cannot be made to send a message that the consumer recorded.",
    rationale="What is never sent never arrives: the consumer waits for an event that nobody knows.",
    fix="Name the event as the provider does, in the metadata (`webhook`) or the description; or let the endpoint of messages send it.",
    on="message-unsent",
    when=check,
    examples=(
        Example(None, told("{id: a}", "{}"), finds=("",)),
        Example(None, told("{id: a}", "{invoice.paid: {id: a}}"), because="It is sent."),
    ),
    unpaired="a provider is asked for its answers only",
)
