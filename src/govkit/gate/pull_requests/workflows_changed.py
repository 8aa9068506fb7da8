"""The workflows that a change of the catalog touches: judged before and after, so that what stood is not told again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from govkit.catalog.entries import Entry, Estate, WorkflowDocument
from govkit.catalog.entries.form import Form
from govkit.catalog.workflows.setting import Known
from govkit.findings import Finding
from govkit.gate.estates.workflows import Workflows
from govkit.gate.pull_requests.terms import Terms


class WorkflowsChanged:
    """The workflows of an estate in a change. What is found is kept: `govkit validate` shares that of the head."""

    def __init__(self, base: Estate | None, head: Estate, terms: Terms) -> None:
        self._base, self._head = base, head
        self._terms = terms
        self._known = Known()

    def findings(self, changed: set[str]) -> list[Finding]:
        """What is wrong with workflows and was not at the base, where their texts changed, or entries that they use."""
        documents = self._head.workflow_documents
        if not any(self._used_by_all(changed)):
            documents = tuple(one for one in documents if one.source.path in changed)
        if not documents:
            return []
        now = Workflows(self._head, self._terms.options, self._terms.here, known=self._known)
        found = [(document, one) for document in documents for one in now.of(document)]
        now.save()
        stood = self._stood({document.source.path: document for document, _ in found}.values())
        return [one for _, one in found if (one.fingerprint, one.cause) not in stood]

    def _stood(self, documents: Collection[WorkflowDocument]) -> set[tuple[str, str | None]]:
        """What was wrong at the base with the workflows of some documents: where nothing is found, nobody looks."""
        paths = {one.source.path for one in documents}
        names = {one.id for document in documents for one in document.workflows}
        if self._base is None:
            return set()
        documents_then = self._base.workflow_documents
        old = [one for one in documents_then if one.source.path in paths or any(w.id in names for w in one.workflows)]
        then = Workflows(self._base, self._terms.options, self._terms.here, name="workflows before", known=self._known)
        stood = {(one.fingerprint, one.cause) for document in old for one in then.of(document)}
        then.save()
        return stood

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


def _used(estate: Estate) -> Iterator[Entry[Form]]:
    for kind in ("API", "System", "Team", "Entity", "Mapping"):
        yield from estate.of(kind).values()
