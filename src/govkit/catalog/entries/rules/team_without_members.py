"""Finds teams that nobody is in."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import entry, team
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Teams without members that own something."""
    for team_ in scene.estate.teams.values():
        owned = scene.estate.owned_by(team_.name)
        if not team_.spec.members and owned:
            message = (
                f"the team `{team_.name}` owns {len(owned)} thing{'s' if len(owned) > 1 else ''} and has no members"
            )
            yield Problem(team_.source, ("spec",), message, team_.about)


RULE = Rule(
    id="team-without-members",
    severity=Severity.WARNING,
    summary="Checks that every team that owns something has members.",
    rationale=("What an empty team owns has no owner: the page goes to nobody."),
    fix="List the members, or hand what it owns to another team.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entry("Team", "finance", "contacts: [{email: a@example.com}]") + entry("Domain", "money", "owner: finance"),
            finds=("catalog/teams/finance.yaml#/spec",),
        ),
        Example(None, team("finance") + entry("Domain", "money", "owner: finance"), because="One member is enough."),
    ),
)
