"""JSON written exactly: lone surrogates as escapes, integers of any length, never a NaN."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from json import JSONEncoder
from json.encoder import encode_basestring
from typing import Any

import msgspec

from govkit.reports.spans import visible

_SAFE_BITS = 10_000
"""Integers shorter than this are written by `str`; Python refuses that beyond 4300 digits, to guard `int(text)`."""

_PLAIN = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
"""Writes what is usual, many times as fast."""


def dumps(value: Any, *, indent: int = 2) -> str:
    """`value` as JSON of several lines, keys in their order."""
    try:
        text = msgspec.json.format(_PLAIN.encode(value), indent=indent)
        text.encode()
    except (TypeError, ValueError, RecursionError):  # what only the exact way can write
        return "".join(_pieces(value, "\n", " " * indent))
    return text if text.isascii() and "\x7f" not in text else "\n".join(map(_printable, text.split("\n")))


def scalar(value: Any) -> str:
    """A string, number, boolean or null as JSON.

    Characters that cannot be printed are escaped, so that the text is valid UTF-8 and harmless on a terminal. JSON has
    no NaN and no infinity: such a float, which no JSON document can have brought, is written as null.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return str(value) if value.bit_length() < _SAFE_BITS else format(Decimal(value), "f")
    if isinstance(value, (float, Decimal)):
        return str(value) if math.isfinite(value) else "null"
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _string(value: str) -> str:
    return _printable(encode_basestring(value))


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\u{code:04x}" if visible(character) != character else character
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _pieces(value: Any, newline: str, indent: str) -> Iterator[str]:
    if not isinstance(value, (dict, list, tuple)):
        yield scalar(value)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if not value:
        yield opening + closing
        return
    yield opening
    inner = newline + indent
    members = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for number, (key, member) in enumerate(members):
        begun = f"{',' if number else ''}{inner}{scalar(str(key)) + ': ' if key is not None else ''}"
        if isinstance(member, (dict, list, tuple)):
            yield begun
            yield from _pieces(member, inner, indent)
        else:
            yield begun + scalar(member)
    yield newline + closing


def compact(value: Any) -> str:
    """A value as JSON on one line, decimals to the digit."""
    return msgspec.json.Encoder(decimal_format="number").encode(value).decode()
