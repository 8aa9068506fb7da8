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
    """A look at a document, and what was asked for the sake of contracts on the way."""

    checking: Checking
    contracts: list[Watched]


class Workflows:
    """What is found in the workflows of an estate. A version that cannot be read says so elsewhere.

    `name` tells what is kept of one state of an estate from what is kept of another; `known` is what was found out
    about schemas elsewhere.
    """

    def __init__(
        self,
        estate: Estate,
        options: Options,
        top: Path | None = None,
        *,
        name: str = "workflows",
        known: Known | None = None,
    ) -> None:
        self._estate = estate
        self._cache = cache_at(top) if options.cache and top is not None else None
        self._name = name_of(name, of_this_code())
        self._digests = DigestsOf(estate.files)
        self._contracts: dict[str, tuple[Contract | InputError, Watched]] = {}
        self._looks: dict[str, _Look] = {}
        self._given = known
        self._kept: dict[str, Any] = {}
        self._files = Watched(estate.files)  # shared by all looks: what one found out of a mapping, the next believes
        self._judging = 0.0  # seconds

    def findings(self) -> list[Finding]:
        """What is found in all of them, document by document, and between them."""
        documents = self._estate.workflow_documents
        found = [one for document in documents for one in self.of(document)]
        found += self.of(None) if documents else []
        self.save()
        return found

    def of(self, document: WorkflowDocument | None) -> list[Finding]:
        """What is found in a document, or between all of them."""
        place = document.source.path if document is not None else _TOGETHER
        record = self._kept.get(place) or self._before.get(place)
        if record is None or not self._holds(document, record):
            start = time.monotonic()
            record = self._judged(document)
            self._judging += time.monotonic() - start
        self._kept[place] = record
        found: list[Finding] = findings_form().validate_python(record["findings"]) if record["findings"] else []
        return found

    def save(self) -> None:
        """Keeps what was found for the next time, where it took long; what is gone is forgotten."""
        if self._cache is not None and self._judging > _WORTH_KEEPING:
            there = {_TOGETHER, *(one.source.path for one in self._estate.workflow_documents)}
            before = {place: record for place, record in self._before.items() if place in there}
            keep(self._cache, self._name, {**before, **self._kept})

    @cached_property
    def _before(self) -> dict[str, Any]:
        """What an earlier run kept."""
        return read_kept(self._cache, self._name)

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

        return self._given or Known()

    def _judged(self, document: WorkflowDocument | None) -> dict[str, Any]:
        """What is found in a document, or between all of them."""
        from govkit.catalog.workflows.judge import all_judged, judged_together

        looks = [self._look(one) for one in ((document,) if document else self._estate.workflow_documents)]
        checkings = [look.checking for look in looks]
        found = all_judged(checkings[0]) if document is not None else judged_together(checkings)
        read = (self._files, *(one for look in looks for one in look.contracts))
        asked = {path: digest for files in read for path, digest in files.asked.items()}
        return {
            "document": self._of(document),
            "entries": self._entries,
            "asked": asked,
            "findings": findings_form().dump_python(found, mode="json") if found else [],
        }

    def _look(self, document: WorkflowDocument) -> _Look:
        """The look at one document, which is taken once: it serves the document and all together."""
        from govkit.catalog.workflows.check import Checking

        known = self._looks.get(document.source.path)
        if known is not None:
            return known
        contracts = list[Watched]()

        def read(version: VersionOf) -> Contract:
            contract, files = self._contract(version)
            contracts.append(files)
            if isinstance(contract, InputError):
                raise contract
            return contract

        estate = copy.copy(self._estate)
        estate.files = self._files
        look = _Look(Checking(estate, read, self._known, only=document), contracts)
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
