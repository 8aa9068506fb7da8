"""JSON (RFC 8259): its tree by msgspec, and the offsets of its nodes without reading what lies between."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from govkit.errors import InputError
from govkit.spec.documents.limits import Limits
from govkit.spec.documents.node import Pointer, Tree
from govkit.spec.documents.text import Text

_SPACE = re.compile(rb"[ \t\r\n]*")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)
_BYTE = re.compile(r"byte (\d+)")


def read(text: Text, limits: Limits) -> Tree:
    """The tree of a JSON text. Raises InputError with a place."""
    data = _bytes(text)
    collecting = gc.isenabled()
    gc.disable()  # nothing becomes garbage while a tree grows, and the collector costs more than the reading
    try:
        tree = msgspec.json.decode(data)
    except RecursionError as error:
        raise too_deep(text, limits) from error
    except msgspec.DecodeError as error:
        raise _explained(text, data, str(error)) from error
    finally:
        if collecting:
            gc.enable()
    return tree


def _bytes(text: Text) -> bytes:
    return text.string.encode("utf-8", "surrogatepass")


def too_deep(text: Text, limits: Limits) -> InputError:
    """The error of a text that nests too deep, at the bracket that is one too many."""
    depth = 0
    for found in _TOKEN.finditer(text.string):
        if found.group() in ("[", "{"):
            depth += 1
            if depth > limits.depth:
                return text.error(f"this nests deeper than {limits.depth} levels", found.start())
        elif found.group() in ("]", "}"):
            depth -= 1
    return text.error(f"this nests deeper than {limits.depth} levels", 0)


def _explained(text: Text, data: bytes, message: str) -> InputError:
    at = _BYTE.search(message)
    what = message.removeprefix("JSON is malformed: ").split(" (byte")[0]
    if "truncated" in message:
        return text.error("the JSON text ends too early: something is not closed", len(text.string))
    offset = len(data[: int(at.group(1))].decode("utf-8", "ignore")) if at else 0
    rest = text.string[offset : offset + 12]
    for word in ("NaN", "Infinity", "-Infinity"):
        if rest.startswith(word):
            return text.error(f"JSON has no {word}", offset, hint="write null, or leave the value out")
    if "out of range" in message or "number" in message.lower():
        return _number(text, offset, what)
    try:
        json.loads(text.string)
    except json.JSONDecodeError as error:
        return text.error(f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", error.pos)
    except (ValueError, RecursionError):
        pass
    return text.error(f"this is not JSON: {what}", offset)


def _number(text: Text, offset: int, what: str) -> InputError:
    """The first number that is too large for JSON to carry between programs (RFC 8259, section 6)."""
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?[eE][+-]?\d+', text.string):
        token = found.group()
        if not token.startswith('"') and float(token) in (float("inf"), float("-inf")):
            return text.error(f"the number {token[:40]} is out of range", found.start())
    return text.error(f"this is not JSON: {what}", offset)


def offsets(text: Text, pointers: Iterable[Pointer]) -> dict[Pointer, int]:
    """The offsets of nodes: of a member's key, of an item, of the root. Pointers that lead nowhere are left out."""
    data = _bytes(text)
    wanted: dict[Any, Any] = {}
    for pointer in pointers:
        branch = wanted
        for part in pointer:
            branch = branch.setdefault(str(part), {})
    found: dict[Pointer, int] = {}
    start = _skip_space(data, 0)
    try:
        _descend(data, start, msgspec.Raw(data[start:].rstrip()), wanted, (), found)
    except _Unexpected:
        keys = {tuple(map(str, pointer)) for pointer in pointers}
        prefixes = {key[:length] for key in keys for length in range(len(key) + 1)}
        return {pointer: offset for pointer, offset, _ in _scan(text) if tuple(map(str, pointer)) in prefixes}
    found[()] = start
    if len(data) == len(text.string):
        return found
    return _in_characters(data, found)


class _Unexpected(Exception):
    """The text does not lie as its slices say, as where a key is repeated."""


def _descend(data: bytes, start: int, raw: Any, wanted: dict[Any, Any], at: Pointer, found: dict[Pointer, int]) -> None:
    """Finds the offsets of the wanted members of the value at `start`, and goes on into them."""
    opening = data[start : start + 1]
    if not wanted or opening not in (b"{", b"["):
        return
    if opening == b"{":
        members = list(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).items())
    else:
        members = list(enumerate(msgspec.json.decode(raw, type=list[msgspec.Raw])))
    position = start + 1
    for number, (key, value) in enumerate(members):
        position = _skip_space(data, position)
        if number:
            position = _skip_space(data, _expect(data, position, b","))
        offset = position
        if opening == b"{":
            string = _STRING.match(data, position)
            if string is None:
                raise _Unexpected
            position = _skip_space(data, _expect(data, _skip_space(data, string.end()), b":"))
        branch = wanted.get(str(key))
        if branch is not None:
            pointer = (*at, key)
            found[pointer] = offset
            _descend(data, position, value, branch, pointer, found)
        position += len(memoryview(value))
    _expect(data, _skip_space(data, position), b"}" if opening == b"{" else b"]")


def _skip_space(data: bytes, position: int) -> int:
    match = _SPACE.match(data, position)
    return match.end() if match else position


def _expect(data: bytes, position: int, token: bytes) -> int:
    if data[position : position + 1] != token:
        raise _Unexpected
    return position + 1


def _in_characters(data: bytes, found: dict[Pointer, int]) -> dict[Pointer, int]:
    """Offsets of characters for offsets of bytes."""
    characters, last, converted = 0, 0, {}
    for pointer, offset in sorted(found.items(), key=lambda item: item[1]):
        characters += len(data[last:offset].decode("utf-8", "surrogatepass"))
        last = offset
        converted[pointer] = characters
    return converted


def duplicates(text: Text) -> Iterator[tuple[Pointer, int]]:
    """Every repeated key of an object, with its offset."""
    if _has_duplicates(text.string):
        yield from ((pointer, offset) for pointer, offset, repeated in _scan(text) if repeated)


def _has_duplicates(string: str) -> bool:
    repeated = False

    def note(pairs: list[tuple[str, Any]]) -> None:
        nonlocal repeated
        if len(pairs) != len(dict(pairs)):
            repeated = True

    json.loads(string, object_pairs_hook=note)
    return repeated


def _scan(text: Text) -> Iterator[tuple[Pointer, int, bool]]:
    """Every node with its offset and whether its key came before in the same object."""
    string = text.string
    stack: list[tuple[set[str], bool]] = []
    at: list[str | int] = []
    expects_key = False
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', string, re.DOTALL):
        token, offset = found.group(), found.start()
        if token in ("}", "]"):
            stack.pop()
            at.pop()
            continue
        if token == ",":
            expects_key = stack[-1][1]
            if not expects_key:
                at[-1] = int(at[-1]) + 1
            continue
        if token == ":":
            expects_key = False
            continue
        if expects_key:
            key = json.loads(token)
            at[-1] = key
            yield tuple(at), offset, key in stack[-1][0]
            stack[-1][0].add(key)
            continue
        if not stack or not stack[-1][1]:
            yield tuple(at), offset, False
        if token in ("{", "["):
            stack.append((set(), token == "{"))
            at.append("" if token == "{" else 0)
            expects_key = token == "{"
