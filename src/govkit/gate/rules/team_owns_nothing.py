"""Finds teams that own nothing."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry, team
from govkit.findings import Example, Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="team-owns-nothing",
    severity=Severity.INFO,
    summary="Tells of teams that own nothing.",
    rationale="A team without a thing is left over, or somebody forgot to hand it what it looks after.",
    fix="Remove the team, or name it where it is the owner.",
    on="report",
    when=check,
    examples=(
        Example(None, team("idle"), finds=("/metadata/name",)),
        Example(
            None,
            team("finance") + entry("Domain", "money", "owner: finance"),
            because="It owns a domain.",
        ),
    ),
)
