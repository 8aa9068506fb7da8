"""Finds entries that nothing has to do with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries import Entry, Estate, Problem
from govkit.catalog.entries.kinds.policy import AppliesTo
from govkit.catalog.entries.rules._samples import ACTIVE, api, entry
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.policies import speaks_to
from govkit.gate.lint.rules._samples import OWNERS
from govkit.gate.lint.view import View

_REFERRED = ("Domain", "System", "Entity")


def check(view: View) -> Iterator[Problem]:
    """Domains, systems and entities that nothing names, empty environments, and policies and scorecards for no API."""
    estate = view.estate
    for kind in _REFERRED:
        for one in estate.of(kind).values():
            if not any(other.entry is not one for other in estate.referrals(one)):
                yield _problem(one, f"nothing refers to the {kind.lower()} `{one.name}`")
    for one in estate.environments.values():
        if not one.spec.deployments and not estate.referrals(one):
            yield _problem(one, f"nothing runs in the environment `{one.name}`, and nothing is promoted from it")
    for kind in ("Policy", "Scorecard"):
        for one in estate.of(kind).values():
            if not _speaks(one.spec.applies_to, estate):
                yield _problem(one, f"the {kind.lower()} `{one.name}` speaks to no API that there is")


def _speaks(to: AppliesTo, estate: Estate) -> bool:
    """Whether anything that says whom it speaks to speaks to anybody."""
    if to == AppliesTo():
        return True
    return any(speaks_to(to, estate, one.api, one.version.version) for one in estate.versions())


def _problem(one: Entry[Any], message: str) -> Problem:
    return Problem(one.source, ("metadata", "name"), message, one.about)


_SYSTEM = "domain: money\nowner: revenue\nbusinessOwner: finance"
_MONEY = entry("Domain", "money", "owner: finance") + entry("System", "billing", _SYSTEM) + api(ACTIVE)

RULE = Rule(
    id="entry-orphaned",
    severity=Severity.INFO,
    summary="Checks that every domain, system, entity, environment and policy has to do with something.",
    rationale=(
        "What nothing refers to is left over from a move, or misspelt where it is meant. A policy that speaks to "
        "nobody protects nobody, and looks as if it did. (Teams that own nothing: `team-owns-nothing`.)"
    ),
    fix="Remove it, or name it where it belongs.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            OWNERS
            + _MONEY
            + entry("Domain", "travel", "owner: finance")
            + entry("Environment", "attic", "owner: revenue")
            + entry("Policy", "public", "owner: finance\nappliesTo: {audiences: [public]}"),
            finds=(
                "catalog/domains/travel.yaml#/metadata/name",
                "catalog/environments/attic.yaml#/metadata/name",
                "catalog/policies/public.yaml#/metadata/name",
            ),
        ),
        Example(
            None,
            OWNERS
            + _MONEY
            + entry(
                "Environment",
                "production",
                "owner: revenue\ndeployments: [{name: billing, version: 1.0.0, since: 2026-03-01}]",
            )
            + entry("Policy", "all", "owner: finance"),
            because="Each is used, and a policy without `appliesTo` speaks to all.",
        ),
    ),
)
