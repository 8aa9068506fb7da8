"""JSON (RFC 8259): its tree by msgspec, and what is wrong with a text that is none."""

from __future__ import annotations

import gc
import json
import re
from itertools import chain, islice

import msgspec

from govkit.errors import InputError
from govkit.spec.documents.limits import Limits
from govkit.spec.documents.node import Tree
from govkit.spec.documents.text import Text

STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+'
"""A string without its closing quote: possessive, so that one that never ends is met once."""

_QUOTE = ord('"')
_SEPARATOR = re.compile(STRING + rb'"?|[,\[{]', re.DOTALL)
_BRACKET = re.compile(STRING + rb'"?|[\[\]{}]', re.DOTALL)
_NUMBER = re.compile(STRING + rb'"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?', re.DOTALL)
_PAIRED = re.compile(
    rb"(?:[^\\]++|\\[^u]|\\u(?![dD][89a-fA-F])|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*+", re.DOTALL
)  # a text up to the first surrogate that stands alone
_NOT_JSON = re.compile(rb"NaN|-?Infinity")
_BYTE = re.compile(r"byte (\d+)")
_DIGITS = 4000  # longer integers are refused by the interpreter itself


def read(text: Text, limits: Limits) -> Tree:
    """The tree of a JSON text. Raises InputError with a place."""
    data = text.data
    if _has_more_values(data, limits.nodes):
        raise text.error(f"the document has more than {limits.nodes:,} values", 0, "split it with $ref")
    collecting = gc.isenabled()
    gc.disable()  # nothing becomes garbage while a tree grows, and the collector costs more than the reading
    try:
        tree = msgspec.json.decode(data)
    except RecursionError as error:
        raise _too_deep(text, limits) from error
    except UnicodeDecodeError as error:
        raise _not_utf_8(text) from error
    except msgspec.DecodeError as error:
        raise _explained(text, str(error)) from error
    finally:
        if collecting:
            gc.enable()
    if _is_deeper(tree, limits.depth):
        raise _too_deep(text, limits)
    return tree


def _has_more_values(data: bytes, limit: int) -> bool:
    """Whether a JSON text has more values than the limit, commas and brackets in strings not counted."""
    if len(data) <= 2 * limit:  # a value and what parts it from the next are two bytes
        return False
    if data.count(b",") + data.count(b"[") + data.count(b"{") < limit:
        return False
    separators = (found for found in _SEPARATOR.finditer(data) if data[found.start()] != _QUOTE)
    return next(islice(separators, limit, None), None) is not None


def _is_deeper(tree: Tree, limit: int) -> bool:
    """Whether a tree nests deeper than the limit; told level by level, for recursion may not get that far."""
    objects, arrays = _containers([tree])
    for _ in range(limit):
        if not objects and not arrays:
            return False
        objects, arrays = _containers([*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(arrays)])
    return bool(objects or arrays)


def _containers(values: list[Tree]) -> tuple[list[dict[str, Tree]], list[list[Tree]]]:
    return [value for value in values if type(value) is dict], [value for value in values if type(value) is list]


def _too_deep(text: Text, limits: Limits) -> InputError:
    """The error of a text that nests too deep, at the bracket that is one too many."""
    message = f"this nests deeper than {limits.depth} levels"
    depth = 0
    for found in _BRACKET.finditer(text.data):
        if found.group() in (b"[", b"{"):
            depth += 1
            if depth > limits.depth:
                return text.error(message, found.start())
        elif found.group() in (b"]", b"}"):
            depth -= 1
    return text.error(message, 0)


def _not_utf_8(text: Text) -> InputError:
    try:
        text.string  # noqa: B018  it raises what is wanted
    except InputError as error:
        return error
    return text.error("this is not valid UTF-8", 0)


def _explained(text: Text, message: str) -> InputError:
    """What msgspec found, at its place and in words that help."""
    at = _BYTE.search(message)
    offset = int(at.group(1)) if at else 0
    word = _NOT_JSON.match(text.data, offset - (text.data[offset - 1 : offset] == b"-"))
    if word is not None:
        return text.error(f"JSON has no {word.group().decode()}", word.start(), "write null, or leave the value out")
    if "out of range" in message:
        return _out_of_range(text)
    lone = _lone_surrogate(text.data)
    if lone is not None and ("truncated" in message or "surrogate" in message):
        return text.error("half of a surrogate pair is no character", lone, "write both halves, or \\ufffd")
    if "truncated" in message:
        end = len(text.data.rstrip())
        return text.error("the JSON text ends too early: something is not closed", end)
    what = message.removeprefix("JSON is malformed: ").split(" (byte")[0]
    if what.startswith(("trailing comma", "object keys", "expected")):
        return text.error(f"this is not JSON: {what}", offset)
    return _second_opinion(text, offset)


def _second_opinion(text: Text, offset: int) -> InputError:
    """What the standard library says, which names what it expected."""
    try:
        json.loads(text.string)
    except json.JSONDecodeError as error:
        place = text.byte_offsets([error.pos])[error.pos]
        what = error.msg[:1].lower() + error.msg[1:].removesuffix(" at")
        return text.error(f"this is not JSON: {what}", place)
    except InputError as error:  # not UTF-8
        return error
    except (ValueError, RecursionError):
        pass
    return text.error("this is not JSON: there is a character that does not belong here", offset)


def _out_of_range(text: Text) -> InputError:
    """The first number that is too large to be passed on to other programs (RFC 8259, section 6)."""
    for found in _NUMBER.finditer(text.data):
        number = found.group().decode("utf-8", "replace")
        if number.startswith('"'):
            continue
        if len(number) > _DIGITS or float(number) in (float("inf"), float("-inf")):
            return out_of_range(text, number, found.start())
    return text.error("a number is out of range", 0)


def out_of_range(text: Text, number: str, offset: int) -> InputError:
    """The error of a number that other programs cannot hold."""
    shown = number if len(number) <= 24 else f"{number[:20]}…"
    return text.error(f"the number {shown} is out of range", offset, "quote it, or leave the value out")


def _lone_surrogate(data: bytes) -> int | None:
    """The offset of the first escape of a surrogate that is no half of a pair."""
    found = _PAIRED.match(data)
    end = found.end() if found else 0
    return end if data.startswith(b"\\u", end) else None
