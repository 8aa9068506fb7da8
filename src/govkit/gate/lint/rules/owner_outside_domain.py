"""Finds systems that no team of their domain owns."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Estate, Problem
from govkit.catalog.entries.rules._samples import entry
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """Systems whose owners all say that they belong to other domains than the one that the system serves."""
    estate = view.estate
    for system in estate.systems.values():
        domain = estate.domains.get(system.spec.domain.name)
        owners = (str(system.spec.owner), str(system.spec.business_owner))
        if domain is None or str(domain.spec.owner) in owners:
            continue
        teams = [estate.teams[name] for name in owners if name in estate.teams]
        homes = [str(team.spec.domain) for team in teams if team.spec.domain is not None]
        if len(homes) == 2 and not any(domain.name in _around(estate, home) for home in homes):
            said = " and ".join(f"`{team.name}` of `{team.spec.domain}`" for team in dict.fromkeys(teams))
            message = f"the system `{system.name}` serves the domain `{domain.name}`, and is owned by {said}"
            yield Problem(system.source, ("spec", "owner"), message, system.about)


def _around(estate: Estate, domain: str) -> set[str]:
    """A domain and those that it is part of."""
    found: set[str] = set()
    while domain not in found and domain in estate.domains:
        found.add(domain)
        domain = str(estate.domains[domain].spec.parent or "")
    return found


def _estate(home: str) -> str:
    def team(name: str, of: str) -> str:
        return entry("Team", name, f"domain: {of}\ncontacts: [{{email: {name}@example.com}}]")

    return (
        entry("Domain", "money", "owner: finance")
        + entry("Domain", "platform", "owner: gateway")
        + team("finance", "money")
        + team("gateway", "platform")
        + team("revenue", home)
        + entry("System", "billing", "domain: money\nowner: gateway\nbusinessOwner: revenue")
    )


RULE = Rule(
    id="owner-outside-domain",
    severity=Severity.INFO,
    summary="Checks that a system is owned by a team of the domain that it serves.",
    rationale=(
        "Who answers for a domain decides on what serves it. Where neither owner of a system belongs there, its "
        "priorities are set elsewhere, and the domain has nobody to ask."
    ),
    fix="Let a team of the domain own it, for the business at least; or give the system to the domain of its owners.",
    on="estate",
    when=check,
    examples=(
        Example(None, _estate("platform"), finds=("catalog/systems/billing.yaml#/spec/owner",)),
        Example(None, _estate("money"), because="The business owner belongs to the domain."),
    ),
)
