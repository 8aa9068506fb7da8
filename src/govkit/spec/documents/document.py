"""One document: its text, its tree, and the places of its nodes, found when somebody asks."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from functools import cached_property

from govkit.errors import InputError, Place
from govkit.spec.documents import json_text, yaml_text
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.node import Node, Pointer, Tree, format_pointer
from govkit.spec.documents.text import Text

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Document:
    """A file that was read. `label` is its name for people, `path` its name among its files."""

    def __init__(self, text: Text, path: str, syntax: str, tree: Tree) -> None:
        self.text = text
        self.label = text.label
        self.path = path
        self.syntax = syntax
        self.tree = tree
        self._places: dict[Pointer, Place] = {}

    @property
    def root(self) -> Node:
        """The node of the whole tree."""
        return Node(self, (), self.tree)

    def node(self, pointer: Pointer) -> Node:
        """The node at a pointer; KeyError where there is none."""
        value = self.tree
        for part in pointer:
            try:
                value = value[int(part)] if isinstance(value, list) else value[part]
            except (KeyError, IndexError, TypeError, ValueError):
                raise KeyError(format_pointer(pointer)) from None
        return Node(self, pointer, value)

    def places(self, pointers: Iterable[Pointer]) -> dict[Pointer, Place]:
        """Where nodes stand: the key of a member, the start of an item or of the root.

        Columns count characters. A pointer that leads nowhere gets the place of its nearest ancestor.
        """
        wanted = list(dict.fromkeys(pointers))
        missing = [pointer for pointer in wanted if pointer not in self._places]
        if missing:
            find = json_text.offsets if self.syntax == "json" else yaml_text.offsets
            offsets = find(self.text, missing)
            for pointer in missing:
                known = pointer
                while known not in offsets and known:
                    known = known[:-1]
                line, column = self.text.position(offsets.get(known, 0))
                self._places[pointer] = Place(self.label, line, column, format_pointer(pointer))
        return {pointer: self._places[pointer] for pointer in wanted}

    def place(self, pointer: Pointer) -> Place:
        """Where one node stands; see `places`."""
        return self.places([pointer])[pointer]

    @cached_property
    def duplicate_keys(self) -> list[tuple[Pointer, Place]]:
        """Every member of an object whose key came before, with the place of the repetition."""
        find = json_text.duplicates if self.syntax == "json" else yaml_text.duplicates
        found = []
        for pointer, offset in find(self.text):
            line, column = self.text.position(offset)
            found.append((pointer, Place(self.label, line, column, format_pointer(pointer))))
        return found


def parse(data: bytes, label: str, path: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Reads JSON or YAML, packed with gzip or not.

    Raises InputError with a place: not text, empty, syntax, numbers that JSON does not have, nesting, aliases.
    """
    text = read_text(data, label, limits)
    if not text.string.strip():
        raise InputError(
            "the file is empty", place=Place(label), hint="an OpenAPI document starts with `openapi: 3.1.0`"
        )
    looks_like_json = text.string.lstrip()[:1] in ("{", "[")
    if looks_like_json:
        try:
            return Document(text, path or label, "json", json_text.read(text, limits))
        except InputError:
            if not _is_yaml_name(label):
                raise
            try:  # flow style YAML looks like JSON and is not
                return Document(text, path or label, "yaml", yaml_text.read(text, limits))
            except InputError:
                pass
            raise
    return Document(text, path or label, "yaml", yaml_text.read(text, limits))


def read_text(data: bytes, label: str, limits: Limits = DEFAULT_LIMITS) -> Text:
    """Bytes, packed with gzip or not, as text. Raises InputError where they are broken, too many, or no text."""
    return Text(_decoded(_unpacked(data, label, limits), label), label)


def _is_yaml_name(label: str) -> bool:
    return label.removesuffix(".gz").endswith((".yaml", ".yml"))


def _unpacked(data: bytes, label: str, limits: Limits) -> bytes:
    if data[:2] == b"\x1f\x8b":
        try:
            unpacker = zlib.decompressobj(wbits=31)
            data = unpacker.decompress(data, limits.bytes + 1)
        except (zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"the gzip data is broken: {error}", place=Place(label)) from error
        if len(data) <= limits.bytes and not unpacker.eof:
            raise InputError("the gzip data is cut off", place=Place(label))
    if len(data) > limits.bytes:
        size = limits.bytes // (1024 * 1024)
        raise InputError(f"the file is larger than {size} MiB", place=Place(label), hint="split it with $ref")
    return data


def _decoded(data: bytes, label: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            break
    else:
        encoding = "utf-8"
    if encoding != "utf-16" and b"\0" in data[:8192]:
        raise InputError("this is not text: it holds NUL bytes", place=Place(label))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise InputError(
            f"byte {error.start} is not valid {encoding.removesuffix('-sig')}: {error.reason}",
            place=Place(label, line, column),
            hint="save the file as UTF-8",
        ) from error
