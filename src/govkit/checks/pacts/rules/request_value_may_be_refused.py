"""Finds matchers in bodies that stand for values which an API refuses."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import sent
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such value."""
    said = fact.said
    severity = Severity.INFO if said["by_type"] and said["limits_only"] else None
    return Said(
        f"{fact.field} may be {shown(said['value'])} by its matcher, and is refused then: {said['because']}", severity
    )


RULE = Rule(
    id="request-value-may-be-refused",
    severity=Severity.WARNING,
    summary="A matcher stands for values that the API refuses.",
    rationale=(
        "The example is taken; others that the consumer says it may send are not. Pact replays the example alone, so that no run against the provider shows it. That a text of a matched type may be of any length is a hint only."
    ),
    fix=("Narrow the matcher to what is really sent, or let a generator make it."),
    stricter=True,
    on="request-value-may-be-refused",
    when=check,
    examples=(
        Example(
            None,
            sent(
                "{type: object, properties: {status: {enum: [open, paid]}}}",
                "{status: open}",
                rules="{$.status: {matchers: [{match: type}]}}",
            ),
            finds=("/status",),
        ),
        Example(
            None,
            sent(
                "{type: object, properties: {day: {type: string, format: date}}}",
                "{day: '2026-01-31'}",
                rules="{$.day: {matchers: [{match: date, format: yyyy-MM-dd}]}}",
            ),
            because="The matcher says the same as the format.",
        ),
        Example(
            None,
            sent(
                "{type: object, properties: {id: {type: string, format: uuid}}}",
                "{id: e2490de5-5bd3-43d5-b7c4-526e33f71304}",
                rules="{$.id: {matchers: [{match: type}]}}",
                generators="{$.id: {type: Uuid}}",
            ),
            because="A generator makes the value that is sent.",
        ),
    ),
)
