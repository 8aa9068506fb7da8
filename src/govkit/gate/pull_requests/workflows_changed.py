"""The workflows that a change of the catalog touches: judged before and after, so that what stood is not told again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from govkit.catalog.entries import Entry, Estate, VersionOf, WorkflowDocument
from govkit.catalog.entries.form import Form
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.judge import all_judged
from govkit.catalog.workflows.setting import Known
from govkit.findings import Finding
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting


class WorkflowsChanged:
    """The workflows of an estate in a change. `read` opens the contract of a version of an estate."""

    def __init__(self, base: Estate | None, head: Estate, read: Callable[[Estate, VersionOf], Contract]) -> None:
        self._base, self._head = base, head
        self._read = read
        self._known: dict[int, Known] = {}
        self._fitting = Fitting()

    def findings(self, changed: set[str]) -> list[Finding]:
        """What is wrong with workflows and was not at the base, where their texts changed, or entries that they use."""
        documents = self._head.workflow_documents
        if not any(self._used_by_all(changed)):
            documents = tuple(one for one in documents if one.source.path in changed)
        if not documents:
            return []
        found = [(document, one) for document in documents for one in self._judged(self._head, document)]
        stood = self._stood({document.source.path: document for document, _ in found}.values())
        return [one for _, one in found if (one.fingerprint, one.cause) not in stood]

    def _stood(self, documents: Collection[WorkflowDocument]) -> set[tuple[str, str | None]]:
        """What was wrong at the base with the workflows of some documents: where nothing is found, nobody looks."""
        paths = {one.source.path for one in documents}
        names = {one.id for document in documents for one in document.workflows}
        before = self._base.workflow_documents if self._base is not None else ()
        old = [one for one in before if one.source.path in paths or any(w.id in names for w in one.workflows)]
        return {(one.fingerprint, one.cause) for document in old for one in self._judged(self._base, document)}

    def _used_by_all(self, changed: set[str]) -> Iterator[str]:
        """The changed files of entries that any workflow may use, and of the schemas of entities."""
        for estate in (self._base, self._head):
            if estate is None:
                continue
            for entry in _used(estate):
                if entry.source.path in changed:
                    yield entry.source.path
            for entity in estate.entities.values():
                yield from (one.definition for one in entity.spec.versions if one.definition in changed)

    def _judged(self, estate: Estate | None, document: WorkflowDocument) -> list[Finding]:
        if estate is None:
            return []
        known = self._known.setdefault(id(estate), Known(self._fitting))  # what mappings do depends on their estate
        return all_judged(Checking(estate, partial(self._read, estate), known, only=document))


def _used(estate: Estate) -> Iterator[Entry[Form]]:
    for kind in ("API", "System", "Team", "Entity", "Mapping"):
        yield from estate.of(kind).values()
