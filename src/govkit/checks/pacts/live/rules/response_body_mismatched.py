"""Finds values in answers that the consumer does not handle."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import body, read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such value."""
    where = f"`{fact.said['way']}`" if fact.said.get("way") else "the body"
    return Said(f"{where}: {fact.said['because']}")


RULE = Rule(
    id="response-body-mismatched",
    severity=Severity.ERROR,
    summary="The body of an answer is not as the consumer recorded it.",
    rationale="The consumer reads this value: where it is missing, or of another kind, its next step fails.",
    fix="Let the provider answer as it promises; or record what the consumer really needs, with matchers.",
    on="response-body-mismatched",
    when=check,
    examples=(
        Example(None, read(body("{id: a}"), "{status: 200, body: {id: b}}"), finds=("/id",)),
        Example(None, read(body("{lines: [{memo: a}]}"), "{status: 200, body: {lines: [{}]}}"), finds=("/lines/*",)),
        Example(
            None,
            read(body("{id: a}", "{$.id: {matchers: [{match: type}]}}"), "{status: 200, body: {id: b, more: 1}}"),
            because="Any text will do, and members that nobody reads hinder nobody.",
        ),
    ),
    unpaired="a provider is asked for its answers only",
)
