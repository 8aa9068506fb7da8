"""Finds interactions that nobody could ask."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.live.facts import LiveFact
from govkit.checks.pacts.live.rules._samples import case, read
from govkit.findings import Example, Rule, Severity


def check(fact: LiveFact) -> Said:
    """Words one such interaction."""
    return Said(f"it was not verified: {fact.said['because']}")


RULE = Rule(
    id="interaction-unverified",
    severity=Severity.WARNING,
    summary="An interaction could not be asked of the provider.",
    rationale="What was not asked is not known to work; a result that is recorded says nothing of it.",
    fix="Say where messages are to be had (`--messages-url`), give it more time (`--max-time`), or verify it where its transport is.",
    on="interaction-unverified",
    when=check,
    examples=(
        Example(
            None,
            case(
                "type: Synchronous/Messages\nrequest: {contents: {content: {a: 1}, contentType: application/json, encoded: false}}\nresponse: []",
                "{}",
            ),
            finds=("",),
        ),
        Example(None, read("{status: 200}", "{status: 200}"), because="It was asked."),
    ),
    unpaired="a provider is asked for its answers only",
)
