"""Tells of interactions of a kind that is not compared."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import case
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such interaction."""
    return Said(f"an interaction of the type `{fact.said['type']}` is not compared")


RULE = Rule(
    id="interaction-type-unknown",
    severity=Severity.WARNING,
    summary="The interaction is of a kind that is not known here.",
    rationale=("Plugins bring further ways to talk, of which a description of HTTP says nothing."),
    fix=("Verify it with its plugin."),
    on="interaction-type-unknown",
    when=check,
    examples=(
        Example(None, case("paths: {}", "type: Streaming/Events"), finds=("",)),
        Example(
            None,
            case(
                "paths: {/invoices: {get: {responses: {'200': {description: Done}}}}}",
                "type: Synchronous/HTTP\nrequest: {method: GET, path: /invoices}\nresponse: {status: 200}",
            ),
            because="HTTP is known.",
        ),
    ),
)
