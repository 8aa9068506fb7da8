"""Finds APIs whose technical owner has nothing to do with the system that they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, entry, team
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.rules._samples import OWNERS
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """APIs whose owner neither runs their system nor decides what it is for."""
    for api_ in view.estate.apis.values():
        system = view.estate.systems.get(api_.spec.system.name)
        if system is None:
            continue
        owners = {str(system.spec.owner), str(system.spec.business_owner)}
        if str(api_.spec.owner) not in owners:
            message = (
                f"`{api_.name}` is built by `{api_.spec.owner}`, and its system `{system.name}` is run by "
                f"`{system.spec.owner}`"
            )
            yield Problem(api_.source, ("spec", "owner"), message, api_.about)


_SYSTEM = "domain: money\nowner: {}\nbusinessOwner: finance"

RULE = Rule(
    id="api-owner-differs",
    severity=Severity.INFO,
    summary="Checks that an API is built by a team that owns its system.",
    rationale=(
        "Two teams answer for one platform: the one whose API fails cannot mend the system behind it, and the one that "
        "changes the system does not hear of the promises of the API."
    ),
    fix="Name the team that runs the system, or tell in a waiver of a policy how the two work together.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            OWNERS + team("gateway") + api(ACTIVE) + entry("System", "billing", _SYSTEM.format("gateway")),
            finds=("catalog/apis/billing.yaml#/spec/owner",),
        ),
        Example(
            None,
            OWNERS + api(ACTIVE) + entry("System", "billing", _SYSTEM.format("revenue")),
            because="One team builds both.",
        ),
    ),
)
