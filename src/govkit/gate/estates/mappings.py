"""The mappings of an estate held against their sides, results kept by content."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Entry, Estate, MappingSpec, VersionOf
from govkit.catalog.mapping.check import checked
from govkit.catalog.mapping.judge import judged
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate.cache import cache_at, name_of, of_this_code
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_definition
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.estates.watched import DigestsOf, Watched, digest_of, findings_form
from govkit.gate.options import Options
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting

_WORTH_KEEPING = 0.1  # seconds of judging


@dataclass(frozen=True, slots=True)
class _Sides:
    """A mapping with the version of the API that it names."""

    mapping: Entry[MappingSpec]
    version: VersionOf


class Mappings:
    """What is found in the mappings of an estate. A version that cannot be read says so elsewhere."""

    def __init__(self, estate: Estate, options: Options, top: Path | None = None) -> None:
        self._estate = estate
        self._cache = cache_at(top) if options.cache and top is not None else None
        self._name = name_of("mappings", of_this_code())
        self._known = read_kept(self._cache, self._name)
        self._digests = DigestsOf(estate.files)
        self._fitting = Fitting()
        self._contracts: dict[str, tuple[Contract, Watched]] = {}

    def findings(self, mappings: Iterable[Entry[MappingSpec]] | None = None) -> list[Finding]:
        """What is found in some mappings, in all where none are named."""
        start, kept, anew = time.monotonic(), dict[str, Any](), False
        found: list[Finding] = []
        for mapping in self._estate.mappings.values() if mappings is None else mappings:
            sides = self._sides(mapping)
            if sides is None:
                continue
            record = self._known.get(mapping.name)
            if record is None or not self._holds(sides, record):
                try:
                    record, anew = self._judged(sides), True
                except InputError:
                    continue
            kept[mapping.name] = record
            if record["findings"]:
                found += findings_form().validate_python(record["findings"])
        if self._cache is not None and anew and time.monotonic() - start > _WORTH_KEEPING:
            keep(self._cache, self._name, self._known | kept)
        return found

    def _sides(self, mapping: Entry[MappingSpec]) -> _Sides | None:
        versions = self._estate.meant(mapping.spec.api)
        return _Sides(mapping, versions[0]) if versions else None

    def _entries(self, sides: _Sides) -> str:
        """What the entries say that a result depends on, as one digest."""
        entity = self._estate.entities.get(sides.mapping.spec.entity.name)
        sources = [sides.mapping.source, sides.version.api.source, *([entity.source] if entity is not None else [])]
        return digest_of(b"\0".join(part for one in sources for part in (one.label.encode(), one.data)))

    def _holds(self, sides: _Sides, record: dict[str, Any]) -> bool:
        return record["entries"] == self._entries(sides) and all(
            self._digests[path] == digest for path, digest in record["asked"].items()
        )

    def _judged(self, sides: _Sides) -> dict[str, Any]:
        contract, read = self._contract(sides.version)
        watched = _EstateWithFiles(self._estate)
        found = judged(checked(watched.estate, sides.mapping, contract, self._fitting))
        return {
            "entries": self._entries(sides),
            "asked": read.asked | watched.files.asked,
            "findings": findings_form().dump_python(found, mode="json") if found else [],
        }

    def _contract(self, version: VersionOf) -> tuple[Contract, Watched]:
        if version.name not in self._contracts:
            watched = Watched(self._estate.files)
            library, document = open_definition(watched, version.files, [])
            self._contracts[version.name] = contract_of(library, document, Options(), version.api.name), watched
        return self._contracts[version.name]


class _EstateWithFiles:
    """An estate whose files remember what was asked of them."""

    def __init__(self, estate: Estate) -> None:
        self.files = Watched(estate.files)
        self.estate = copy.copy(estate)
        self.estate.files = self.files
