"""The measures of an estate held against what they name, results kept by content."""

from __future__ import annotations

import copy
import time
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Estate, VersionOf
from govkit.findings import Finding
from govkit.gate.cache import cache_at, name_of, of_this_code
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_definition
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.estates.watched import DigestsOf, Watched, digest_of, findings_form
from govkit.gate.options import Options
from govkit.spec.openapi import Contract

_WORTH_KEEPING = 0.1  # seconds of judging
_ALL = "(all)"


def measure_findings(estate: Estate, options: Options, top: Path | None = None) -> list[Finding]:
    """What is found in all measures. A version that cannot be read says so elsewhere."""
    if not estate.measures:
        return []
    cache = cache_at(top) if options.cache and top is not None else None
    name, entries, digests = name_of("measures", of_this_code()), _entries(estate), DigestsOf(estate.files)
    record = read_kept(cache, name).get(_ALL)
    if record is None or record["entries"] != entries or any(digests[at] != one for at, one in record["asked"].items()):
        start = time.monotonic()
        record = {**_judged(estate), "entries": entries}
        if cache is not None and time.monotonic() - start > _WORTH_KEEPING:
            keep(cache, name, {_ALL: record})
    return list(findings_form().validate_python(record["findings"]))


def _entries(estate: Estate) -> str:
    """What all entries say that the result depends on, as one digest."""
    kinds = (estate.measures, estate.apis, estate.systems)
    sources = [
        *(one.source for kind in kinds for one in kind.values()),
        *(one.source for one in estate.workflow_documents),
    ]
    return digest_of(b"\0".join(part for one in sources for part in (one.label.encode(), one.data)))


def _judged(estate: Estate) -> dict[str, Any]:
    from govkit.catalog.measures.judge import judged

    watched = Watched(estate.files)
    looked = copy.copy(estate)
    looked.files = watched

    def read(version: VersionOf) -> Contract:
        library, document = open_definition(watched, version.files, [])
        return contract_of(library, document, Options(), version.api.name)

    found = judged(looked, read)
    return {"asked": dict(watched.asked), "findings": findings_form().dump_python(found, mode="json")}
