"""Where the nodes of a JSON text stand, found without reading what lies between."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from govkit.spec.documents.json_text import STRING
from govkit.spec.documents.node import Pointer, Wanted, Way, as_tree, without_replaced
from govkit.spec.documents.text import Text

_SPACE = re.compile(rb"[ \t\r\n]*+")
_MEMBER = rb"(" + STRING + rb'")[ \t\r\n]*+:[ \t\r\n]*+'
_FIRST_MEMBER = re.compile(rb"[ \t\r\n]*+" + _MEMBER, re.DOTALL)
_NEXT_MEMBER = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+" + _MEMBER, re.DOTALL)
_FIRST_ITEM = re.compile(rb"[ \t\r\n]*+()")
_NEXT_ITEM = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+()")
_PIECE = re.compile(STRING + rb'"|[\[\]{},]|[^\s\[\]{},:"]++', re.DOTALL)


def offsets(text: Text, ways: Iterable[Way]) -> dict[Way, int]:
    """The offsets of nodes: of a member's key, of an item, of the root. Ways that lead nowhere are left out."""
    wanted = as_tree(ways)
    try:
        return _sliced(text.data, wanted)
    except _UnexpectedError:
        return _scanned(text.data, wanted)


class _UnexpectedError(Exception):
    """The text does not lie as its slices say, as where a key is repeated."""


def _sliced(data: bytes, wanted: Wanted) -> dict[Way, int]:
    """Decodes each object and array on a wanted way into slices; their lengths give the offsets."""
    start = _after_space(data, 0)
    found: dict[Way, int] = {(): start}
    waiting: list[tuple[Way, int, Any, Wanted]] = [((), start, msgspec.Raw(data[start:].rstrip()), wanted)]
    while waiting:
        way, start, raw, branch = waiting.pop()
        if data[start : start + 1] in (b"{", b"["):
            for key, offset, value_offset, value in _members(data, start, raw):
                inner = branch.get(key)
                if inner is not None:
                    found[*way, key] = offset
                    if inner:
                        waiting.append(((*way, key), value_offset, value, inner))
    return found


def _members(data: bytes, start: int, raw: msgspec.Raw) -> Iterator[tuple[str, int, int, msgspec.Raw]]:
    """The members of the object or array at an offset: key, offset, offset of the value, value."""
    is_object = data[start : start + 1] == b"{"
    values: dict[str, msgspec.Raw]
    if is_object:
        values = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        begins, following = _FIRST_MEMBER.match, _NEXT_MEMBER.match
    else:
        values = {str(i): item for i, item in enumerate(msgspec.json.decode(raw, type=list[msgspec.Raw]))}
        begins, following = _FIRST_ITEM.match, _NEXT_ITEM.match
    position = start + 1
    for key, value in values.items():
        found = begins(data, position)
        if found is None:
            raise _UnexpectedError
        value_offset = found.end()
        yield key, found.start(1), value_offset, value
        position = value_offset + len(memoryview(value))
        begins = following
    _after(data, position, b"}" if is_object else b"]")


def _after_space(data: bytes, position: int) -> int:
    found = _SPACE.match(data, position)
    assert found is not None
    return found.end()


def _after(data: bytes, position: int, piece: bytes) -> int:
    position = _after_space(data, position)
    if not data.startswith(piece, position):
        raise _UnexpectedError
    return position + 1


def _scanned(data: bytes, wanted: Wanted) -> dict[Way, int]:
    """The same by reading all of the text. Of a repeated key the last stands."""
    found: dict[Way, int] = {}
    for levels, offset, _ in _scan(data, wanted):
        if not levels:
            found[()] = offset
        elif (level := levels[-1]).way is not None and str(level.at) in level.branch:
            found[*level.way, str(level.at)] = offset
    return without_replaced(found)


def duplicates(text: Text, limit: int) -> Iterator[tuple[Pointer, int]]:
    """The members of objects whose key came before, each with the offset of the repetition, up to a number of them."""
    if _has_duplicates(text.string):
        repetitions = ((levels, offset) for levels, offset, repeated in _scan(text.data, {}) if repeated)
        for levels, offset in islice(repetitions, limit):
            yield tuple(level.at for level in levels), offset


def _has_duplicates(string: str) -> bool:
    repeated = False

    def note(pairs: list[tuple[str, Any]]) -> None:
        nonlocal repeated
        if len(pairs) != len(dict(pairs)):
            repeated = True

    json.loads(string, object_pairs_hook=note)
    return repeated


class _Level:
    """An object or array that is being scanned: where it is, which keys it had, and what is wanted in it."""

    __slots__ = ("at", "branch", "keys", "way")

    def __init__(self, is_object: bool, above: _Level | None, wanted: Wanted) -> None:
        self.at: str | int = "" if is_object else 0
        self.keys: set[str] | None = set() if is_object else None
        self.branch: Wanted = wanted if above is None else above.branch.get(str(above.at), {})
        self.way: Way | None = () if above is None else None
        if above is not None and above.way is not None and self.branch:
            self.way = (*above.way, str(above.at))

    def repeats(self, key: str) -> bool:
        """Moves to a member; whether its key came before."""
        self.at = key
        keys = self.keys
        if keys is None or key in keys:
            return True
        keys.add(key)
        return False


def _scan(data: bytes, wanted: Wanted) -> Iterator[tuple[list[_Level], int, bool]]:
    """Every node: the levels that lead to it, its offset, and whether its key came before in the same object."""
    levels: list[_Level] = []
    key_next = False
    for found in _PIECE.finditer(data):
        piece = found.group()
        if piece in (b"}", b"]"):
            levels.pop()
            key_next = False
        elif piece == b",":
            level = levels[-1]
            key_next = level.keys is not None
            if not key_next:
                level.at = int(level.at) + 1
        elif key_next:
            repeats = levels[-1].repeats(json.loads(piece))
            yield levels, found.start(), repeats
            key_next = False
        else:
            if not levels or levels[-1].keys is None:
                yield levels, found.start(), False
            if piece in (b"{", b"["):
                key_next = piece == b"{"
                levels.append(_Level(key_next, levels[-1] if levels else None, wanted))
