"""What `--provider` names."""

from __future__ import annotations

from pathlib import Path

from govkit.catalog.entries import ApiRef
from govkit.gate.configuration import estate_top
from govkit.gate.pacts.checking import Checking
from govkit.gate.pacts.providers import Against


def version_named(checking: Checking, provider: str | None, cwd: Path | None) -> Against | None:
    """The version of the catalog that `--provider` names: `billing@3` is the greatest of that line."""
    if provider is None or estate_top(cwd) is None or "/" in provider or provider.endswith((".yaml", ".yml", ".json")):
        return None
    try:
        reference = ApiRef.parse(provider)
    except ValueError:
        return None
    estate = checking.catalog()
    versions = estate.meant(reference) if reference.name in estate.apis else ()
    return checking.registered(estate, versions[-1]) if versions else None
