"""Finds teams that run something and say nothing of whom to ask when they do not answer."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Entry, Problem, Workflow
from govkit.catalog.entries.rules._samples import entry, team
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.view import View

_RUN = ("System", "API", "Environment", "Consumer", "Reconciliation")


def check(view: View) -> Iterator[Problem]:
    """Teams without escalation that own what runs: systems, APIs, consumers, workflows."""
    for one in view.estate.teams.values():
        if one.spec.escalation:
            continue
        owned = [own.thing for own in view.estate.owned_by(one.name) if own.role == "owner"]
        running = [thing for thing in owned if isinstance(thing, Workflow) or _runs(thing)]
        if running:
            many = f"{len(running)} things that run" if len(running) > 1 else "something that runs"
            message = f"the team `{one.name}` owns {many}, and nobody is named for when it does not answer"
            yield Problem(one.source, ("metadata", "name"), message, one.about)


def _runs(thing: Entry[object]) -> bool:  # type: ignore[type-var]  # of any kind
    return thing.kind in _RUN


_SYSTEM = entry("System", "billing", "domain: money\nowner: revenue\nbusinessOwner: finance")

RULE = Rule(
    id="escalation-missing",
    severity=Severity.WARNING,
    summary="Checks that a team which owns what runs says whom to ask when it does not answer.",
    rationale=(
        "An exception that its owner does not take is handed on along the escalation of the team; without one it waits "
        "for a morning that may be too late."
    ),
    fix="Add `escalation` to the team: who is on duty, and who is asked after that.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            team("revenue") + team("finance") + _SYSTEM,
            finds=("catalog/teams/revenue.yaml#/metadata/name",),
        ),
        Example(
            None,
            team("finance")
            + entry(
                "Team",
                "revenue",
                "contacts: [{email: a@example.com}]\nescalation: [{after: PT1H, contact: {phone: '+49 30 000000'}}]",
            )
            + _SYSTEM,
            because="Somebody is on duty; the business owner runs nothing.",
        ),
    ),
)
