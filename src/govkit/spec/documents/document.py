"""One document: its text, its tree, and the places of its nodes, found when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from govkit.errors import InputError, Place
from govkit.spec.documents import json_places, json_text
from govkit.spec.documents.encoding import read_text
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.node import Node, Pointer, Tree, Way, format_pointer, index_of
from govkit.spec.documents.read_before import ReadBefore
from govkit.spec.documents.references import references
from govkit.spec.documents.text import Text

_VISIBLE = re.compile(rb"[^ \t\r\n]")
_CONFLICT = re.compile(rb"^(?:<{7}|>{7})(?= |\r?$)", re.MULTILINE)

_READ_BEFORE = ReadBefore(4 * 1024 * 1024)  # a tree takes some twenty times as much as its text


class Document:
    """A file that was read. `label` is its name for people, `path` its name among its files.

    `syntax` is `json`, `yaml`, `made` for what was made from other documents, or `text` for prose that a description
    refers to, whose tree is one string.
    """

    def __init__(
        self,
        text: Text,
        path: str,
        syntax: str,
        tree: Tree,
        repeated: list[tuple[Pointer, int]] | None = None,
        memory: dict[str, Any] | None = None,
    ) -> None:
        """`memory` is shared by the documents that have this very tree, for what follows from it alone."""
        self.text = text
        self.label = text.label
        self.path = path
        self.syntax = syntax
        self.tree = tree
        self._repeated = repeated
        self._memory = {} if memory is None else memory
        self._places: dict[Way, tuple[int, int]] = {}

    @property
    def data(self) -> bytes:
        """The text as UTF-8, unpacked and without a byte order mark."""
        return self.text.data

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents as they lie in files: this one, or those that it was made from."""
        return (self,)

    def mentions(self, *words: bytes) -> bool:
        """Whether the text holds one of the words, as it would have to write them."""
        return any(word in self.data for word in words)

    def source(self, pointer: Pointer) -> Node:
        """The node that was written for the node at a pointer. Raises KeyError where the pointer leads nowhere."""
        return self.node(pointer)

    @property
    def references(self) -> list[tuple[Pointer, str]]:
        """Each reference of the tree once, with the pointer of one object that holds it."""
        known: list[tuple[Pointer, str]] | None = self._memory.get("references")
        if known is None:
            first: dict[str, Pointer] = {}
            for pointer, reference in references(self.tree):
                first.setdefault(reference, pointer)
            known = self._memory["references"] = [(pointer, reference) for reference, pointer in first.items()]
        return known

    @property
    def root(self) -> Node:
        """The node of the whole tree."""
        return Node(self, (), self.tree)

    def node(self, pointer: Pointer) -> Node:
        """The node at a pointer, whose indexes may be text; KeyError where there is none."""
        value, parts = self.tree, list[str | int]()
        for part in pointer:
            key: str | int | None = index_of(part) if isinstance(value, list) else part
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                raise KeyError(format_pointer(pointer)) from None
            parts.append(part if key is None else key)
        return Node(self, tuple(parts), value)

    def places(self, pointers: Iterable[Pointer]) -> dict[Pointer, Place]:
        """Where nodes stand: the key of a member, the start of an item or of the root.

        Columns count characters. A pointer that leads nowhere gets the place of its nearest ancestor. Ask for many at
        once: each call reads through the text.
        """
        ways = {pointer: tuple(map(str, pointer)) for pointer in pointers}
        self._locate({way for way in ways.values() if way not in self._places})
        return {
            pointer: Place(self.label, *self._places[way], format_pointer(pointer)) for pointer, way in ways.items()
        }

    def _locate(self, ways: set[Way]) -> None:
        if not ways:
            return
        offsets: dict[Way, int] = {(): 0}
        if self.syntax == "json":
            offsets |= json_places.offsets(self.text, ways)
        elif self.syntax == "yaml":
            from govkit.spec.documents import yaml_places  # late: who reads JSON alone does not pay for YAML

            offsets |= yaml_places.offsets(self.text, ways, may_repeat=bool(self._repeated))
        positions = self.text.positions(offsets.values())
        for way in ways:
            nearest = next(way[:length] for length in range(len(way), -1, -1) if way[:length] in offsets)
            self._places[way] = positions[offsets[nearest]]

    def place(self, pointer: Pointer) -> Place:
        """Where one node stands; see `places`."""
        return self.places([pointer])[pointer]

    @cached_property
    def duplicate_keys(self) -> list[tuple[Pointer, Place]]:
        """Every member of an object whose key came before, with the place of the repetition, in their order.

        Of more than a thousand, a thousand.
        """
        repeated = self._repeated
        if repeated is None:
            repeated = list(json_places.duplicates(self.text, DEFAULT_LIMITS.repeated)) if self.syntax == "json" else []
        positions = self.text.positions(offset for _, offset in repeated)
        return [
            (pointer, Place(self.label, *positions[offset], format_pointer(pointer)))
            for pointer, offset in sorted(repeated, key=lambda found: found[1])
        ]


@contextmanager
def hinted_if_empty(hint: str) -> Iterator[None]:
    """Within it, an InputError for an empty file says what else than an API description was expected there."""
    try:
        yield
    except InputError as error:
        if not error.message.startswith("the file is empty"):
            raise
        raise InputError(error.message, place=error.place, hint=hint) from None


def parse(
    data: bytes, label: str, path: str | None = None, limits: Limits = DEFAULT_LIMITS, *, shared: bool = False
) -> Document:
    """Reads JSON or YAML, told by the content, packed with gzip or not.

    `shared`: the tree may be that of others who read the same, and is not to be changed.

    Raises InputError with a place: not text, empty, syntax, numbers that JSON does not have, nesting, aliases.
    """
    text = read_text(data, label, limits)
    path = path or label
    first = _VISIBLE.search(text.data)
    if first is None:
        raise InputError(
            "the file is empty", place=Place(label), hint="an OpenAPI document starts with `openapi: 3.1.0`"
        )
    try:
        if shared and first.group() not in b"{[":
            return _shared_yaml(text, path, limits)
        return _document(text, path, label, limits, is_json=first.group() in b"{[")
    except InputError as error:
        conflict = _CONFLICT.search(text.data)
        if conflict is None or not error.message.startswith("this is not"):
            raise
        raise text.error(
            "there is the mark of a merge conflict", conflict.start(), "solve the conflict, and remove its marks"
        ) from error


def _document(text: Text, path: str, label: str, limits: Limits, *, is_json: bool) -> Document:
    if not is_json:
        return _yaml(text, path, limits)
    try:
        return Document(text, path, "json", json_text.read(text, limits))
    except InputError as error:
        if not _is_yaml_name(label):
            raise
        return _flow(text, path, limits, error)


def _yaml(text: Text, path: str, limits: Limits) -> Document:
    from govkit.spec.documents import yaml_text

    return Document(text, path, "yaml", *yaml_text.read(text, limits))


def _shared_yaml(text: Text, path: str, limits: Limits) -> Document:
    from govkit.spec.documents import yaml_text

    tree, repeated, memory = _READ_BEFORE.tree(text.data, path, limits, lambda: yaml_text.read(text, limits))
    return Document(text, path, "yaml", tree, repeated, memory)


def _flow(text: Text, path: str, limits: Limits, not_json: InputError) -> Document:
    """YAML in flow style looks like JSON and is not. Of two errors the one some lines further on tells more."""
    try:
        return _yaml(text, path, limits)
    except InputError as error:
        if _line(error) >= _line(not_json):
            raise
        raise not_json from error


def _line(error: InputError) -> int:
    return error.place.line or 0 if error.place else 0


def _is_yaml_name(label: str) -> bool:
    return label.lower().removesuffix(".gz").endswith((".yaml", ".yml"))


def prose(data: bytes, label: str, path: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Reads a file of prose: its tree is its text. Raises InputError where it is no text."""
    text = read_text(data, label, limits)
    return Document(text, path, "text", text.string, [])
