"""Whom a comparison hits that starts from a version of the catalog: consumers, mappings, and steps of workflows."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from govkit.errors import GovkitError
from govkit.findings import Finding
from govkit.gate.options import Options
from govkit.spec.documents import PatchedFiles
from govkit.spec.openapi import Contract

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate, VersionOf


def with_whom(old: str, left: Contract, right: Contract, found: Sequence[Finding]) -> list[Finding]:
    """Findings with whom they hit, and the steps of workflows that cannot go on.

    `old` is what was named as the old side: only for `api@version`, of the catalog as it lies, it is known who calls.
    """
    named = _named(old)
    if named is None:
        return list(found)
    from govkit.gate.estates.registered import contract_of_version

    estate, version = named
    opened: dict[str, Contract] = {}

    def read(_: Estate, one: VersionOf) -> Contract:
        if one.name not in opened:
            opened[one.name] = contract_of_version(estate, one, Options(), [])
        return opened[one.name]

    return whom_hit(estate, version, left, right, found, read)


def whom_hit(
    estate: Estate,
    version: VersionOf,
    left: Contract,
    right: Contract,
    found: Sequence[Finding],
    read: Callable[[Estate, VersionOf], Contract],
) -> list[Finding]:
    """What was found between a version of an estate and another contract, with whom that hits.

    `read` opens the contracts of versions.
    """
    from govkit.gate.estates.affected import with_affected
    from govkit.gate.pull_requests.mappings_hit import MappingsHit, with_mappings
    from govkit.gate.pull_requests.workflows_hit import WorkflowsHit, with_workflows

    # what refers to the document of the version, such as the functions of workflows, refers to the new text then
    estate = copy.copy(estate)
    estate.files = PatchedFiles(estate.files, {version.version.definition: right.source.data})
    workflows = WorkflowsHit(None, estate, read)
    struck = workflows.of(version, left, right)
    mappings = MappingsHit(None, estate, read).of(version, left, right)
    told = []
    for one in found:
        hit = with_mappings(with_affected(one, estate, version.version.version), mappings)
        told.append(with_workflows(hit, struck))
    return [*told, *workflows.findings(version, left, right)]


def _named(old: str) -> tuple[Estate, VersionOf] | None:
    """The version of the catalog around that a text names; None where it names something else."""
    if "@" not in old or ":" in old.removeprefix("api:"):
        return None
    from govkit.gate.estates.loading import open_estate

    try:
        estate = open_estate(cache=True)
        versions = estate.meant(old)
    except (GovkitError, ValueError):
        return None
    return (estate, versions[-1]) if versions else None
