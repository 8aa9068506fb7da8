"""Finds values in messages that the consumer does not handle."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import told
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such value."""
    where = f"`{fact.said['way']}`" if fact.said.get("way") else "the content"
    return Said(f"{where}: {fact.said['because']}")


RULE = Rule(
    id="message-content-mismatched",
    severity=Severity.ERROR,
    summary="The content of a message is not as the consumer recorded it.",
    rationale="The consumer reads this value of the event: where it is missing, or of another kind, the event is lost.",
    fix="Let the provider send what it promises; or record what the consumer really needs, with matchers.",
    on="message-content-mismatched",
    when=check,
    examples=(
        Example(None, told("{id: a}", "{invoice.paid: {id: b}}"), finds=("/id",)),
        Example(
            None,
            told("{id: a}", "{invoice.paid: {id: a, more: 1}}"),
            because="Members that nobody reads hinder nobody.",
        ),
    ),
    unpaired="a provider is asked for its answers only",
)
