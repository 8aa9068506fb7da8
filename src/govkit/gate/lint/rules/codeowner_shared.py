"""Finds teams that are one and the same in CODEOWNERS."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Entry, Problem, TeamSpec
from govkit.catalog.entries.rules._samples import entry
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """Teams that have a name in CODEOWNERS which another one has before them."""
    first: dict[str, Entry[TeamSpec]] = {}
    for team in view.estate.teams.values():
        for index, name in enumerate(team.spec.codeowners):
            other = first.setdefault(name.lower(), team)
            if other is not team:
                message = f"`{team.name}` and `{other.name}` are both {name} in CODEOWNERS"
                yield Problem(team.source, ("spec", "codeowners", index), message, team.about)


def _team(name: str, owner: str) -> str:
    return entry("Team", name, f"contacts: [{{email: a@example.com}}]\ncodeowners: ['{owner}']")


RULE = Rule(
    id="codeowner-shared",
    severity=Severity.WARNING,
    summary="Checks that no two teams have the same name in CODEOWNERS.",
    rationale=(
        "What the one owns is reviewed by the other as well: in the repository both are one, and the catalog tells "
        "them apart in vain."
    ),
    fix="Give each team a group of its own, or make one team of both.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            _team("finance", "@example/money") + _team("revenue", "@example/Money"),
            finds=("catalog/teams/revenue.yaml#/spec/codeowners/0",),
        ),
        Example(
            None, _team("finance", "@example/finance") + _team("revenue", "@example/revenue"), because="Two groups."
        ),
    ),
)
