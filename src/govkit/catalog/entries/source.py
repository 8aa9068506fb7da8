"""A file of the catalog: its text, and the places of its nodes, found when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from govkit.errors import InputError, Place
from govkit.spec.documents import Document, Pointer, format_pointer, parse


class _Content:
    """Bytes, and the document in them; shared by all files that hold the same."""

    def __init__(self, data: bytes, document: Document | None) -> None:
        self.data = data
        if document is not None:
            self.__dict__["document"] = document

    @cached_property
    def document(self) -> Document | None:
        try:
            return parse(self.data, "")
        except InputError:
            return None


class Source:
    """A file: `path` in the estate, `label` for people. Compares by identity."""

    def __init__(self, path: str, label: str, data: bytes, document: Document | None = None) -> None:
        self.path = path
        self.label = label
        self._content = _Content(data, document)

    def __repr__(self) -> str:
        return f"Source({self.label!r})"

    def elsewhere(self, path: str, label: str) -> Source:
        """The same content at another path or under another name."""
        if (path, label) == (self.path, self.label):
            return self
        other = Source.__new__(Source)
        other.path, other.label, other._content = path, label, self._content
        return other

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self._content.data

    @property
    def document(self) -> Document | None:
        """The document in it, read again where only its meaning was kept; None where it cannot be read."""
        return self._content.document

    def line(self, number: int) -> str | None:
        """The text of a 1-based line, None beyond the end."""
        return self.document.text.line(number) if self.document is not None else None

    def at(self, line: int | None, column: int | None, pointer: Pointer = ()) -> Place:
        """A place in the file whose line and column are known."""
        return Place(self.label, line, column, format_pointer(pointer))

    def place(self, pointer: Pointer = ()) -> Place:
        """Where a node stands, or the nearest that there is."""
        return self.places([pointer])[pointer]

    def places(self, pointers: Iterable[Pointer]) -> dict[Pointer, Place]:
        """Where nodes stand; ask for many at once, for each call reads through the text."""
        document = self.document
        if document is None:
            return {pointer: Place(self.label) for pointer in pointers}
        found = document.places(pointers)
        return {pointer: Place(self.label, at.line, at.column, at.pointer) for pointer, at in found.items()}
