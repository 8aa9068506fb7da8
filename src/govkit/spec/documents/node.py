"""Trees, pointers into them, and nodes: a spot in the tree of one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from govkit.errors import Place

if TYPE_CHECKING:
    from govkit.spec.documents.document import Document

Tree: TypeAlias = Any
"""JSON: dict with string keys, list, str, int, float, bool, None. `Any`, because every reader narrows it anyway."""

Pointer: TypeAlias = tuple[str | int, ...]
"""Keys and array indexes from the root of a document."""


def format_pointer(pointer: Pointer) -> str:
    """A pointer as JSON Pointer text (RFC 6901); empty for the root."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)


def parse_pointer(text: str) -> tuple[str, ...]:
    """The parts of JSON Pointer text, percent-escapes undone as in a URI fragment (RFC 6901, section 6)."""
    body = text.removeprefix("/")
    if not body and not text:
        return ()
    return tuple(unquote(part).replace("~1", "/").replace("~0", "~") for part in body.split("/"))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A spot in a tree."""

    document: Document
    pointer: Pointer
    value: Tree

    def child(self, key: str | int) -> Node:
        """The member or item `key`; KeyError or IndexError where there is none."""
        return Node(self.document, (*self.pointer, key), self.value[key])

    def place(self) -> Place:
        """Where the node stands in its file."""
        return self.document.place(self.pointer)
