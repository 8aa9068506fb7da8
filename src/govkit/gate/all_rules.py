"""Every rule there is."""

from __future__ import annotations

from govkit.findings import Rule, discover

PACKAGES = (
    "govkit.checks.compat.rules",
    "govkit.spec.openapi.rules",
    "govkit.catalog.entries.rules",
    "govkit.gate.rules",
)


def rulebook() -> dict[str, Rule]:
    """All rules by id, sorted."""
    found: dict[str, Rule] = {}
    for package in PACKAGES:
        found |= discover(package)
    return dict(sorted(found.items()))
