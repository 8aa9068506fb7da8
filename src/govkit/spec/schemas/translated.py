"""The tree of a regular expression, read from the plain dialect that it was translated into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from govkit.spec.schemas.ecmascript import UnsupportedRegexError

_FLAGS = re.compile(r"\(\?([im]+)\)")
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}|([0-9A-Za-z])")
_COUNT = re.compile(r"([*+?])|\{(\d+)(?:(,)(\d*))?\}")
_LOOKS = {"(?=": (False, False), "(?!": (False, True), "(?<=": (True, False), "(?<!": (True, True)}


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set, or, `is_not`, one that is in none of its ranges."""

    ranges: tuple[tuple[int, int], ...]
    is_not: bool = False
    folded: bool = False
    """Whether case does not matter."""
    known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def has(self, character: str) -> bool:
        """Whether a character is one of them."""
        found = self.known.get(character)
        if found is None:
            spellings = {character, character.lower(), character.upper()} if self.folded else {character}
            codes = [ord(one) for one in spellings if len(one) == 1]
            found = any(low <= code <= high for code in codes for low, high in self.ranges) is not self.is_not
            self.known[character] = found
        return found


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of the text, or of a line."""

    is_start: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """What a group has found."""

    group: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part behind the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """One of several."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group that is counted."""

    of: Node
    number: int


@dataclass(frozen=True, slots=True)
class Look:
    """What must, or must not, stand before or behind."""

    of: Node
    behind: bool
    is_not: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part several times; `most` is None where there is no end."""

    of: Node
    least: int
    most: int | None
    lazy: bool


Node: TypeAlias = Characters | Edge | Reference | Sequence | Branches | Group | Look | Repeat


def tree_of(text: str) -> tuple[Node, int]:
    """The tree of an expression that was translated, and how many groups it has. Raises UnsupportedRegexError."""
    reader = _Reader(text)
    return reader.branches(), reader.groups


def groups_in(node: Node) -> list[int]:
    """The numbers of the groups in a part."""
    return list(_groups(node))


def _groups(node: Node) -> Iterator[int]:
    match node:
        case Group(inner, number):
            yield number
            yield from _groups(inner)
        case Look(inner) | Repeat(inner):
            yield from _groups(inner)
        case Sequence(parts) | Branches(parts):
            for part in parts:
                yield from _groups(part)


class _Reader:
    def __init__(self, text: str) -> None:
        flags = _FLAGS.match(text)
        self._folded = flags is not None and "i" in flags[1]
        self._text = text
        self._at = flags.end() if flags is not None else 0
        self.groups = 0

    def _took(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def branches(self) -> Node:
        found = [self._sequence()]
        while self._took("|"):
            found.append(self._sequence())
        return found[0] if len(found) == 1 else Branches(tuple(found))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            parts.append(self._counted(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _counted(self, of: Node) -> Node:
        found = _COUNT.match(self._text, self._at)
        if found is None:
            return of
        self._at = found.end()
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(found[1] or "", (0, None))
        if not found[1]:
            least = int(found[2])
            most = least if not found[3] else int(found[4]) if found[4] else None
        return Repeat(of, least, most, self._took("?"))

    def _atom(self) -> Node:
        if self._took("^"):
            return Edge(is_start=True)
        if self._took("$"):
            return Edge(is_start=False)
        if self._took("["):
            return self._set()
        if self._took("(?:\\"):
            end = self._text.index(")", self._at)
            if self._text[self._at : end].isdigit():
                number, self._at = int(self._text[self._at : end]), end + 1
                return Reference(number)
            self._at -= 1  # the group begins with an escape
            return self._closed(self.branches())
        if self._text[self._at] == "(":
            return self._group()
        code = self._code()
        return Characters(((code, code),), folded=self._folded)

    def _group(self) -> Node:
        for opening, (behind, is_not) in _LOOKS.items():
            if self._took(opening):
                return Look(self._closed(self.branches()), behind, is_not)
        if self._took("(?:"):
            return self._closed(self.branches())
        self._took("(")
        self.groups += 1
        number = self.groups
        return Group(self._closed(self.branches()), number)

    def _closed(self, inner: Node) -> Node:
        self._took(")")
        return inner

    def _code(self) -> int:
        found = _CODE.match(self._text, self._at)
        if found is None:
            raise UnsupportedRegexError("what a property of Unicode has found is not known")
        self._at = found.end()
        return int(found[1], 16) if found[1] else ord(found[2])

    def _set(self) -> Node:
        is_not = self._took("^")
        ranges = []
        while not self._took("]"):
            low = self._code()
            ranges.append((low, self._code() if self._took("-") else low))
        return Characters(tuple(ranges), is_not, self._folded)
