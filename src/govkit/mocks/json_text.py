"""JSON as messages carry it: read within bounds, written in as few bytes as it takes."""

from __future__ import annotations

from typing import Any

import msgspec

DEEPEST = 100
"""Levels of nesting that a body may have; validators go no deeper than some 250."""

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class NotJson(ValueError):
    """A text that is no JSON, or more deeply nested than anybody needs; says why."""


def read_json(data: bytes) -> Any:
    """The value of a JSON text. Raises NotJson."""
    try:
        value = _decode(data)
    except RecursionError as error:
        raise NotJson("the text nests too deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJson(str(error)) from error
    if len(data) > DEEPEST and data.count(b"[") + data.count(b"{") > DEEPEST and is_deeper(value):
        raise NotJson(f"the text nests deeper than {DEEPEST} levels")
    return value


def write_json(value: Any) -> bytes:
    """A value as JSON."""
    return _encode(value)


def is_deeper(value: Any) -> bool:
    """Whether a value nests deeper than anybody needs."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return any(isinstance(one, dict | list) for one in level)
