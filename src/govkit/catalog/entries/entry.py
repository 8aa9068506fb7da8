"""What the files of a catalog hold: entries, workflow documents, pacts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from govkit.catalog.entries.form import Form, Metadata, Reference
from govkit.catalog.entries.source import Source
from govkit.errors import Place
from govkit.spec.documents import Pointer, Tree

SpecT_co = TypeVar("SpecT_co", bound=Form, covariant=True)


@dataclass(frozen=True, eq=False)
class Entry(Generic[SpecT_co]):
    """An entry that is in order, by itself."""

    kind: str
    metadata: Metadata
    spec: SpecT_co
    source: Source

    @property
    def name(self) -> str:
        """The name by which others refer to it."""
        return self.metadata.name

    @property
    def title(self) -> str:
        """The name for people."""
        return self.metadata.title or self.metadata.name

    @property
    def about(self) -> str:
        """Kind and name, as references with a kind are written: `api:billing`."""
        return f"{self.kind.lower()}:{self.name}"

    def place(self, pointer: Pointer = ()) -> Place:
        """Where a node of the entry stands: the key of a member, the start of an item."""
        return self.source.place(pointer)

    @cached_property
    def references(self) -> tuple[tuple[Reference, Pointer], ...]:
        """Every reference to another entry, with its place."""
        return tuple(_references(self.spec, ("spec",)))


@dataclass(frozen=True, eq=False)
class Workflow:
    """A workflow of an Arazzo document: its workflowId, the name of the team that owns it, and where it stands."""

    id: str
    owner: str | None
    source: Source
    pointer: Pointer

    @property
    def about(self) -> str:
        """Kind and id: `workflow:subscription-amendment`."""
        return f"workflow:{self.id}"


@dataclass(frozen=True, eq=False)
class WorkflowDocument:
    """An Arazzo document of the catalog, as far as it is known here: its tree and where it stands."""

    source: Source
    tree: Tree

    @property
    def workflows(self) -> tuple[Workflow, ...]:
        """The workflows in it that have an id."""
        listed = self.tree.get("workflows") if isinstance(self.tree, dict) else None
        found = []
        for index, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, dict) and isinstance(one.get("workflowId"), str):
                said = one.get("x-govkit-workflow")
                owner = said.get("owner") if isinstance(said, dict) else None
                name = owner.removeprefix("team:") if isinstance(owner, str) else None
                found.append(Workflow(one["workflowId"], name, self.source, ("workflows", index)))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class PactFile:
    """A pact of the catalog: who relies on whom."""

    consumer: str
    provider: str
    source: Source


def _references(value: Any, pointer: Pointer) -> Iterator[tuple[Reference, Pointer]]:
    if isinstance(value, Reference):
        yield value, pointer
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if isinstance(inner, Reference | BaseModel | tuple | dict):
                yield from _references(inner, (*pointer, field.alias or name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _references(item, (*pointer, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _references(item, (*pointer, key))
