"""Which documents of an estate are linted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.gate.configuration import settings
from govkit.gate.estates.asked import documents_at, inside, is_there, within
from govkit.gate.estates.definitions import Named


def chosen(estate: Estate, top: Path, paths: Sequence[str]) -> list[tuple[VersionOf | None, Named]]:
    """The documents of versions that are not retired, and at paths others as well, each with its version if it has one.

    Of the paths those count that are inside the estate; without any, all versions do.
    """
    versions = {one.files: one for one in estate.versions() if one.lifecycle is not Lifecycle.RETIRED}
    named = sorted({files for files in versions if is_there(estate.files, files)})
    if paths:
        ours = [within(path, top) for path in paths if inside(path, top)]
        named = documents_at(estate, settings(top).mocks, ours, named)
    return [(versions.get(document), document) for document in named]
