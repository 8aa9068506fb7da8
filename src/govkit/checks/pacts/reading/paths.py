"""Path expressions of matching rules: `$.body.items[*].id` (Pact specification, version 2, "Matching rules")."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TypeAlias


class Any_(Enum):
    """What stands for many: any name or index, or any index."""

    NAME = "*"
    INDEX = "[*]"


Token: TypeAlias = str | int | Any_
Path: TypeAlias = tuple[Token, ...]

_STEP = re.compile(
    r"""\.\*(?=[.\[]|$) | \.(?P<name>[^.\[\]'"\s*][^.\[]*) | \[\s*\*\s*\](?P<any>)
      | \[\s*(?P<index>\d+)\s*\]
      | \[\s*'(?P<single>(?:[^'\\]|\\.)*)'\s*\] | \[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


class BadPath(ValueError):
    """A text that is no path expression."""


@lru_cache(maxsize=8192)
def path_of(text: str) -> Path:
    """The tokens of an expression, without its root. Raises BadPath."""
    text = text.strip()
    if not text.startswith("$"):
        raise BadPath(text)
    tokens: list[Token] = []
    at = 1
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            raise BadPath(text)
        tokens.append(_token(found))
        at = found.end()
    return tuple(tokens)


def _token(found: re.Match[str]) -> Token:
    if found["name"] is not None:
        return found["name"]
    if found["index"] is not None:
        return int(found["index"])
    quoted = found["single"] if found["single"] is not None else found["double"]
    if quoted is not None:
        return _ESCAPED.sub(r"\1", quoted)
    return Any_.INDEX if found["any"] is not None else Any_.NAME


def weight(token: Token, part: str | int) -> int:
    """How closely a token names a part of a way: 2 by name, 1 as any, 0 not at all."""
    if token is Any_.NAME:
        return 1
    if token is Any_.INDEX:
        return 1 if isinstance(part, int) else 0
    if token == part or (isinstance(part, int) and token == str(part)):
        return 2
    return 2 if isinstance(token, int) and isinstance(part, str) and str(token) == part else 0
