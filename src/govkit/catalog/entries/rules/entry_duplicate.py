"""Finds two entries of one kind that bear one name."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import entry, team
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """The later entry, by path, of every pair."""
    for again, first in scene.estate.duplicates:
        message = f"the {again.kind} `{again.name}` stands in {first.source.path} already"
        yield Problem(again.source, ("metadata", "name"), message, again.about)


RULE = Rule(
    id="entry-duplicate",
    severity=Severity.ERROR,
    summary="Checks that no two entries of a kind have the same name.",
    rationale=("A reference by name would mean one of them, and nobody could tell which."),
    fix="Give one of them another name, or remove it.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            team("finance") + team("finance").replace("teams/finance", "teams/money"),
            finds=("catalog/teams/money.yaml#/metadata/name",),
        ),
        Example(
            None,
            team("billing") + entry("Domain", "billing", "owner: billing"),
            because="Entries of different kinds may share a name: references say the kind.",
        ),
    ),
)
