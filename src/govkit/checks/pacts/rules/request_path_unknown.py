"""Finds requests whose path an API does not have."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(f"no path of the API is `{fact.said['asked']}`")


RULE = Rule(
    id="request-path-unknown",
    severity=Severity.ERROR,
    summary="The API has no path that the request could be for.",
    rationale=(
        "The provider answers 404, whatever else is right. Bases of servers may stand before the path, or be left out."
    ),
    fix=("Mend the path in the consumer, or describe it."),
    on="request-path-unknown",
    when=check,
    examples=(
        Example(
            None,
            called("summary: All", "path: /bills"),
            finds=("",),
        ),
        Example(
            None,
            called("summary: All", "path: /v1/invoices", more="servers: [{url: https://billing.example.com/v1}]"),
            because="The path begins with the base of a server.",
        ),
    ),
)
