"""The reference estate as the inbox sees it, also with files changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from govkit.catalog.entries import VersionOf
from govkit.catalog.entries.estate import load
from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.documents import Files, FolderFiles, Library, PatchedFiles
from govkit.spec.openapi import Contract

ROOT = Path(__file__).parents[3]


def contracts_of(files: Files) -> Contracts:
    """The contracts of an estate."""
    estate = load(files)

    def read(version: VersionOf) -> Contract:
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    return Contracts(estate, read)


@cache
def reference() -> Contracts:
    """Those of the reference estate."""
    return contracts_of(FolderFiles(ROOT))


def contracts_in(changed: Mapping[str, str]) -> Contracts:
    """Those of the reference estate with files of other contents."""
    return contracts_of(PatchedFiles(FolderFiles(ROOT), {path: text.encode() for path, text in changed.items()}))


def example(contracts: Contracts, version: str, webhook: str) -> dict[str, Any]:
    """An event as a description shows it."""
    found = next(one for one in contracts.estate.versions() if one.name == version)
    operation = contracts.webhooks(found)[webhook]
    assert operation.body is not None
    media = operation.body.content["application/json"]
    raw: dict[str, Any] = media.node.value
    if "example" in raw:
        shown: dict[str, Any] = raw["example"]
        return shown
    shown_as = operation.contract.resolved(media.node.child("examples").child(next(iter(raw["examples"]))))
    assert shown_as is not None
    value: dict[str, Any] = shown_as.value["value"]
    return value
