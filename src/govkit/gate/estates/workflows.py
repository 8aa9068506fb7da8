"""The workflows of an estate held against what they call, results kept by content."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.catalog.entries import Estate, VersionOf, WorkflowDocument
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate.cache import cache_at, name_of, of_this_code
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_definition
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.estates.watched import DigestsOf, Watched, digest_of, findings_form
from govkit.gate.options import Options
from govkit.spec.openapi import Contract

if TYPE_CHECKING:
    from govkit.catalog.workflows.check import Checking
    from govkit.catalog.workflows.setting import Known

_WORTH_KEEPING = 0.1  # seconds of judging
_TOGETHER = "(together)"


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at a document, and what was asked of files on the way."""

    checking: Checking
    files: Watched
    contracts: list[Watched]

    @property
    def asked(self) -> dict[str, str | None]:
        """What the findings depend on."""
        return {path: found for files in (self.files, *self.contracts) for path, found in files.asked.items()}


class Workflows:
    """What is found in the workflows of an estate. A version that cannot be read says so elsewhere."""

    def __init__(self, estate: Estate, options: Options, top: Path | None = None) -> None:
        self._estate = estate
        self._cache = cache_at(top) if options.cache and top is not None else None
        self._name = name_of("workflows", of_this_code())
        self._digests = DigestsOf(estate.files)
        self._contracts: dict[str, tuple[Contract | InputError, Watched]] = {}
        self._looks: dict[str, _Look] = {}

    def findings(self) -> list[Finding]:
        """What is found in all of them, document by document."""
        if not self._estate.workflow_documents:
            return []
        start, anew = time.monotonic(), False
        known, kept = read_kept(self._cache, self._name), dict[str, Any]()
        found: list[Finding] = []
        for document in self._estate.workflow_documents:
            record = known.get(document.source.path)
            if record is None or not self._holds(document, record):
                record, anew = self._judged(document), True
            kept[document.source.path] = record
            if record["findings"]:
                found += findings_form().validate_python(record["findings"])
        together = known.get(_TOGETHER)
        if together is None or not self._holds(None, together):
            together, anew = self._judged(None), True
        kept[_TOGETHER] = together
        found += findings_form().validate_python(together["findings"])
        if self._cache is not None and anew and time.monotonic() - start > _WORTH_KEEPING:
            keep(self._cache, self._name, kept)
        return found

    @cached_property
    def _entries(self) -> str:
        """What all entries say that a result depends on, as one digest."""
        estate = self._estate
        kinds = (estate.apis, estate.systems, estate.teams, estate.entities, estate.mappings)
        sources = [one.source for kind in kinds for one in kind.values()]
        said = [part for one in sources for part in (one.label.encode(), one.data)]
        said += [f"{one.id} {one.source.label}".encode("utf-8", "surrogatepass") for one in estate.workflows]
        return digest_of(b"\0".join(said))

    def _of(self, document: WorkflowDocument | None) -> str:
        """The digest of a document, or of all together."""
        if document is None:
            return digest_of(b"\0".join(self._of(one).encode() for one in self._estate.workflow_documents))
        return digest_of(document.source.label.encode() + b"\0" + document.source.data)

    def _holds(self, document: WorkflowDocument | None, record: dict[str, Any]) -> bool:
        """Whether a record speaks of a document as it is, and of all that it was held against."""
        return (
            record["document"] == self._of(document)
            and record["entries"] == self._entries
            and all(self._digests[path] == digest for path, digest in record["asked"].items())
        )

    @cached_property
    def _known(self) -> Known:
        from govkit.catalog.workflows.setting import Known

        return Known()

    def _judged(self, document: WorkflowDocument | None) -> dict[str, Any]:
        """What is found in a document, or between all of them."""
        from govkit.catalog.workflows.judge import all_judged, judged_together

        looks = [self._look(one) for one in ((document,) if document else self._estate.workflow_documents)]
        checkings = [look.checking for look in looks]
        found = all_judged(checkings[0]) if document is not None else judged_together(checkings)
        asked: dict[str, str | None] = {}
        for look in looks:
            asked |= look.asked
        return {
            "document": self._of(document),
            "entries": self._entries,
            "asked": asked,
            "findings": findings_form().dump_python(found, mode="json") if found else [],
        }

    def _look(self, document: WorkflowDocument) -> _Look:
        """The look at one document, which is taken once: it serves the document and all together."""
        from govkit.catalog.workflows.check import Checking
        from govkit.catalog.workflows.setting import Known

        known = self._looks.get(document.source.path)
        if known is not None:
            return known
        watched, contracts = Watched(self._estate.files), list[Watched]()

        def read(version: VersionOf) -> Contract:
            contract, files = self._contract(version)
            contracts.append(files)
            if isinstance(contract, InputError):
                raise contract
            return contract

        estate = copy.copy(self._estate)
        estate.files = watched
        shared = Known(
            self._known.fitting, self._known.spaces
        )  # each look asks the files of the mappings that it needs
        look = _Look(Checking(estate, read, shared, only=document), watched, contracts)
        self._looks[document.source.path] = look
        return look

    def _contract(self, version: VersionOf) -> tuple[Contract | InputError, Watched]:
        if version.name not in self._contracts:
            watched = Watched(self._estate.files)
            opened: Contract | InputError
            try:
                library, document = open_definition(watched, version.files, [])
                opened = contract_of(library, document, Options(), version.api.name)
            except InputError as error:
                opened = error
            self._contracts[version.name] = opened, watched
        return self._contracts[version.name]
