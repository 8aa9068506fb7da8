"""Which versions of APIs the workflow documents of an estate go by, told by what they name as their sources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Estate, VersionOf, WorkflowDocument
from govkit.spec.documents import Pointer


@dataclass(frozen=True, slots=True)
class Called:
    """A source of a workflow document that is the document of a version: its name there, and where it is named."""

    document: WorkflowDocument
    name: str
    version: VersionOf
    pointer: Pointer

    @property
    def about(self) -> str:
        """The document, by the first workflow in it."""
        workflows = self.document.workflows
        return workflows[0].about if workflows else self.document.source.path

    def steps(self) -> Iterator[tuple[int, str]]:
        """The steps that call an operation of the version: the number of their workflow, and their names."""
        tree = self.document.tree if isinstance(self.document.tree, dict) else {}
        start = f"$sourceDescriptions.{self.name}."
        for index, workflow in enumerate(_listed(tree.get("workflows"))):
            for step in _listed(_said(workflow).get("steps")):
                operation = _said(step).get("operationId")
                if isinstance(operation, str) and operation.startswith(start):
                    yield index, str(_said(step).get("stepId", operation.removeprefix(start)))


def called(estate: Estate) -> Iterator[Called]:
    """The sources of all workflow documents, as far as they are documents of versions."""
    versions = {one.version.definition: one for one in estate.versions()}
    for document in estate.workflow_documents:
        tree = document.tree if isinstance(document.tree, dict) else {}
        folder = posixpath.dirname(document.source.path)
        for index, source in enumerate(_listed(tree.get("sourceDescriptions"))):
            name, url = _said(source).get("name"), _said(source).get("url")
            if isinstance(name, str) and isinstance(url, str):
                version = versions.get(posixpath.normpath(posixpath.join(folder, url)))
                if version is not None:
                    yield Called(document, name, version, ("sourceDescriptions", index, "url"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _said(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
