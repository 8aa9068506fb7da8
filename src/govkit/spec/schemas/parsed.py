"""Regular expressions as trees, by the parser of the standard library."""

from __future__ import annotations

import re
import warnings
from re import _constants as constants  # type: ignore[attr-defined, unused-ignore]
from re import _parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any

__all__ = ["constants", "parsed", "read_alike"]

_ESCAPE = r"\\(?:[dDsSwWtnvfr]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[ !-/:;=?@\[-`{-~])"
_MEMBER = rf"(?:{_ESCAPE}|(?!--|&&|~~|\|\|)[^\\\]])"
_ALIKE = re.compile(
    rf"(?:{_ESCAPE}|\[\^?+{_MEMBER}++\]|\((?!\?)|\(\?:|\(\?P<[A-Za-z_]\w*>|\{{\d+(?:,\d*)?\}}|[^\\\[\](){{}}]|\))*+",
    re.ASCII,
)


def parsed(pattern: str) -> Any | None:
    """The tree of an expression (a `SubPattern`), or None where Python has another dialect or gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a later Python may read another way: `read_alike` tells
            return _parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def read_alike(pattern: str) -> bool:
    r"""Whether all that is written in an expression means the same to Python's parser, ECMA-262 and the validators.

    They part over escapes (`\<`, `\0`, `\a`), operators in classes (`[a--b]`), an empty class, extensions after
    `(?`, and braces that count nothing.
    """
    return _ALIKE.fullmatch(pattern) is not None
