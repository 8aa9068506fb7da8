"""Finds severities of policies that are given to no rule."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry, team
from govkit.findings import Example, Rule, Severity

_OWNED = team("finance")


def check(message: str) -> str:
    """The message; what is found is found by who knows all rules."""
    return message


RULE = Rule(
    id="policy-rule-unknown",
    severity=Severity.WARNING,
    summary="Checks that the severities of a policy are those of rules that there are.",
    rationale="A rule whose name is misspelt keeps its own severity, and nobody learns that the policy is not kept.",
    fix="Name a rule that `govkit rules` lists, or a glob that matches one.",
    on="report",
    when=check,
    examples=(
        Example(
            None,
            _OWNED + entry("Policy", "all", "owner: finance\nseverities: {response-property-enum-added: error}"),
            finds=("/spec/severities/response-property-enum-added",),
        ),
        Example(
            None,
            _OWNED
            + entry("Policy", "all", "owner: finance\nseverities: {request-*-removed: error, waiver-unused: info}"),
            because="A glob matches rules, and a waiver may be told of as well.",
        ),
    ),
)
