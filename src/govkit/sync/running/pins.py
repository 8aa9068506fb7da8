"""What a run runs, kept by content: the document of its workflow, and the entries that its bodies are made by.

A change of the estate never alters a run that was begun; who wants the new text pins the run anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.entries import Estate, load
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Document, OperationCall, Workflow
from govkit.errors import InputError
from govkit.spec.documents import MemoryFiles
from govkit.sync.store.tables import PINS

_FOLDER = "catalog"


@dataclass(frozen=True)
class Pin:
    """A workflow with all that it draws in. `sources` are the API versions of its sources by their names in it.

    `functions` names those of them whose operations run in the process.
    """

    workflow: str
    consumer: str
    files: Mapping[str, str]
    sources: Mapping[str, str]
    functions: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """All of it, as JSON: the same for the same content."""
        said = {
            "workflow": self.workflow,
            "consumer": self.consumer,
            "files": dict(self.files),
            "sources": dict(self.sources),
            "functions": list(self.functions),
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """What tells it from any other: `sha256:` and 64 hex digits."""
        return f"sha256:{hashlib.sha256(self.text.encode()).hexdigest()}"

    @cached_property
    def estate(self) -> Estate:
        """The entries that it draws in, as an estate."""
        return load(MemoryFiles({path: text.encode() for path, text in self.files.items()}), _FOLDER)

    @cached_property
    def document(self) -> Document:
        """The document. Raises InputError where this version of govkit does not understand it."""
        (written,) = self.estate.workflow_documents
        read = read_document(written)
        if isinstance(read, list):
            raise InputError(f"the document of {self.workflow} is not understood: {read[0].message}")
        return read

    @cached_property
    def main(self) -> Workflow:
        """The workflow that the event starts."""
        return self.document.workflows[self.workflow]

    @classmethod
    def parse(cls, text: str) -> Pin:
        """The pin that was kept as text."""
        said = json.loads(text)
        return cls(said["workflow"], said["consumer"], said["files"], said["sources"], tuple(said["functions"]))


def pinned(estate: Estate, document: Document, workflow: Workflow, functions: Iterable[str]) -> Pin:
    """The pin of a workflow as the estate has it now; `functions` are the versions that run in the process."""
    by_path = {one.version.definition: one for one in estate.versions()}
    sources = {
        name: by_path[described.path].name
        for name, described in document.sources.items()
        if described.path is not None and described.path in by_path
    }
    files = {document.source.path: document.source.data.decode()}
    for path in _entries_of(estate, document, workflow):
        files[path] = estate.files.read(path).decode()
    running = set(functions)
    return Pin(
        workflow.id,
        consumer_of(document),
        dict(sorted(files.items())),
        sources,
        tuple(sorted(name for name, version in sources.items() if version in running)),
    )


def consumer_of(document: Document) -> str:
    """The consumer whose grants the workflows of a document use."""
    return next(iter(document.workflows.values())).consumer


def _entries_of(estate: Estate, document: Document, workflow: Workflow) -> set[str]:
    """The files of the mappings that a workflow uses, of their APIs, the systems of these, and of all entities.

    A mapping refers to objects of other entities, whose identifiers must be known.
    """
    found = {entity.source.path for entity in estate.entities.values()}
    for mapping in _mappings(document, workflow):
        entry = estate.mappings.get(mapping)
        if entry is None:
            continue
        found.add(entry.source.path)
        api = estate.apis.get(entry.spec.api.name)
        if api is not None:
            found.add(api.source.path)
            system = estate.systems.get(str(api.spec.system))
            if system is not None:
                found.add(system.source.path)
    return found


def _mappings(document: Document, workflow: Workflow) -> set[str]:
    found: set[str] = set()
    for one in document.workflows.values():
        if one.id != workflow.id and workflow.id not in _callers(document, one.id):
            continue
        for _, call in one.calls:
            if isinstance(call, OperationCall) and call.body is not None:
                for use in call.body.mappings:
                    found |= {use.write, *use.sources}
    return found


def _callers(document: Document, name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The workflows that lead to one."""
    found: set[str] = set()
    for other in document.workflows.values():
        if other.id not in seen and other.leads_to(name):
            found |= {other.id} | _callers(document, other.id, seen | {other.id})
    return found


class Pins:
    """The pins of a database, read once each."""

    def __init__(self) -> None:
        self._known: dict[str, Pin] = {}

    def keep(self, connection: Connection, pin: Pin, now: float) -> str:
        """Keeps a pin; its digest."""
        if connection.execute(sa.select(PINS.c.digest).where(PINS.c.digest == pin.digest)).first() is None:
            connection.execute(PINS.insert().values(digest=pin.digest, text=pin.text, at=now))
        return pin.digest

    def get(self, connection: Connection, digest: str) -> Pin:
        """The pin of a digest. Raises InputError where it was not kept."""
        if digest not in self._known:
            text = connection.execute(sa.select(PINS.c.text).where(PINS.c.digest == digest)).scalar()
            if text is None:
                raise InputError(f"what the run was begun with is not kept any more: {digest}")
            self._known[digest] = Pin.parse(text)
        return self._known[digest]
