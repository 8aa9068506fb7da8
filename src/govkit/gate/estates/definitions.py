"""The documents of API versions: opened through the estate, judged each by itself, results kept by content."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.scene import Definition
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate.cache import Cache, cache_at, name_of, of_this_code
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.comparisons.overlaying import overlaid_source
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.estates.watched import DigestsOf, Watched, findings_form
from govkit.gate.options import Options
from govkit.spec.documents import Document, Files, Library
from govkit.spec.openapi.semantics import semantics
from govkit.spec.openapi.strictness import strict_findings

_WORTH_KEEPING = 0.1  # seconds of judging


Named: TypeAlias = tuple[str, ...]
"""The path of a document in the estate, and those of the overlays that mend it."""


def open_version(estate: Estate, version: VersionOf, notes: list[str]) -> tuple[Library, Document]:
    """The document of an API version, overlays applied, and the library in which its references are followed.

    `notes` gets what is to be said of overlays that change nothing. Raises InputError where it cannot be read.
    """
    for index, path in enumerate(version.files):
        if not estate.files.exists(path):
            at = version.place(*(("overlays", index - 1) if index else ("definition",)))
            raise InputError(f"there is no file {path}", place=at, hint="paths start at the top of the estate")
    return open_definition(estate.files, version.files, notes)


def open_definition(files: Files, paths: Named, notes: list[str]) -> tuple[Library, Document]:
    """The document at a path of an estate, with the overlays at the further paths applied. Raises InputError."""
    library = Library(files)
    document = library.open(paths[0])
    if len(paths) == 1:
        library.check_references(document)
        return library, document
    overlays = Library(files)
    return overlaid_source(library, document, [overlays.open(path) for path in paths[1:]], notes)


class Definitions:
    """What is found in the documents of an estate, each by itself. Raises InputError for one that cannot be read."""

    def __init__(self, files: Files, options: Options, top: Path | None = None) -> None:
        self._files = files
        self._options = options
        self._cache: Cache | None = cache_at(top) if options.cache and top is not None else None
        self._name = name_of("definitions", of_this_code(), str(options.strict))
        self._known = read_kept(self._cache, self._name)
        self._digests = DigestsOf(files)
        self.read: dict[Named, Definition] = {}
        self.notes: list[str] = []
        self.findings: list[Finding] = []

    def judge(self, documents: Iterable[Named]) -> None:
        """Judges some documents."""
        start, anew = time.monotonic(), False
        kept: dict[str, Any] = {}
        for paths in documents:
            name = "\n".join(paths)
            record = self._known.get(name)
            if record is None or not self._holds(paths, record):
                record, anew = self._judged(paths), True
            kept[name] = record
            self.read[paths] = Definition(record["version"], frozenset(record["operations"]))
            self.notes += record["notes"]
            if record["findings"]:
                self.findings += findings_form().validate_python(record["findings"])
        if self._cache is not None and anew and time.monotonic() - start > _WORTH_KEEPING:
            keep(self._cache, self._name, self._known | kept)

    def _holds(self, paths: Named, record: dict[str, Any]) -> bool:
        """Whether a record speaks of the documents as they are."""
        return record["label"] == self._files.label(paths[0]) and all(
            self._digests[other] == digest for other, digest in record["asked"].items()
        )

    def _judged(self, paths: Named) -> dict[str, Any]:
        watched, notes = Watched(self._files), list[str]()
        contract = contract_of(*open_definition(watched, paths, notes), Options())
        found = semantics(contract)
        if self._options.strict:
            found += strict_findings(contract)
        definition = Definition.of(contract)
        return {
            "label": self._files.label(paths[0]),
            "asked": watched.asked,
            "version": definition.version,
            "operations": sorted(definition.operations),
            "notes": notes,
            "findings": findings_form().dump_python(found, mode="json") if found else [],
        }
