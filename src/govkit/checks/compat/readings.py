"""What a text on the wire may be read as: parameters and headers have no types there (OpenAPI 3.1, style values)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")


def readings(value: Any) -> Iterator[Any]:
    """Other JSON values that are written as this one is: `1` as `"1"`, a list of one as its item, null as nothing."""
    if isinstance(value, dict):
        yield from _each(list(value.values()), lambda items: dict(zip(value, items, strict=True)))
    elif isinstance(value, list):
        yield from _each(value, lambda items: items)
        if len(value) == 1 and not isinstance(value[0], dict | list):
            yield from _scalars(value[0])
    else:
        for scalar in _scalars(value):
            yield scalar
            yield [scalar]


def _each(items: list[Any], made: Any) -> Iterator[Any]:
    """A container with all its scalars as texts, and with all as what the texts may be."""
    if any(isinstance(item, dict | list) for item in items):
        return
    yield made([_spelled(item) for item in items])
    yield made([_meant(_spelled(item)) for item in items])


def _scalars(value: Any) -> Iterator[Any]:
    text = _spelled(value)
    yield text
    meant = _meant(text)
    if not isinstance(meant, str):
        yield meant


def _spelled(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _meant(text: str) -> Any:
    """The number, boolean or null that a text is, or the text."""
    if text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    return json.loads(text) if _NUMBER.fullmatch(text) and len(text) < 300 else text
