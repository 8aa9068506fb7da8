"""Trees, pointers into them, and nodes: a spot in the tree of one document."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
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

Way: TypeAlias = tuple[str, ...]
"""A pointer whose indexes are text, as scanners of text meet them."""

Wanted: TypeAlias = dict[str, Any]
"""Ways that somebody wants, as a tree of their parts. `Any` is `Wanted` again."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")


def format_pointer(pointer: Pointer) -> str:
    """A pointer as JSON Pointer text (RFC 6901); empty for the root."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)


def parse_pointer(text: str) -> tuple[str, ...]:
    """The parts of JSON Pointer text, percent-escapes undone as in a URI fragment (RFC 6901, section 6).

    The first slash may be missing, as it is in some published documents. `%2F` is a slash inside of a part.
    """
    if not text:
        return ()
    parts = text.removeprefix("/").split("/")
    if "%" not in text and "~" not in text:  # nearly always, and there are hundreds of thousands
        return tuple(parts)
    return tuple(unquote(part).replace("~1", "/").replace("~0", "~") for part in parts)


def index_of(part: str | int) -> int | None:
    """The array index that a part of a pointer is, None where it is none (RFC 6901, section 4)."""
    if isinstance(part, int):
        return part if part >= 0 else None
    return int(part) if _INDEX.fullmatch(part) else None


def as_tree(ways: Iterable[Way]) -> Wanted:
    """Ways as a tree, so that what scans a text knows at each step whether to go on."""
    wanted: Wanted = {}
    for way in ways:
        branch = wanted
        for part in way:
            branch = branch.setdefault(part, {})
    return wanted


def without_replaced(found: dict[Way, int]) -> dict[Way, int]:
    """The last offset of every way, without what stood inside of a member that a later one of the same key replaced.

    Such a node lies before the member that it seems to be in.
    """
    kept: dict[Way, int] = {}
    for way in sorted(found, key=len):
        if not way or found[way] >= kept.get(way[:-1], sys.maxsize):
            kept[way] = found[way]
    return kept


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
