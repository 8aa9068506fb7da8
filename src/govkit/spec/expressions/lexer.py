"""The text of an expression → tokens, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from govkit.spec.expressions.errors import ExpressionError

LONGEST = 4_000
"""Characters of one expression."""

_SEGMENT = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_STEP = r"(?:[A-Za-z0-9_~%-](?:[A-Za-z0-9_.~%-]*[A-Za-z0-9_~%-])?|\*)"
_NAME = re.compile(rf"\$(?P<root>{_SEGMENT})(?P<members>(?:\.{_SEGMENT})*)(?P<pointer>#(?:/{_STEP})+)?")
_FURTHER = re.compile(rf"(?P<members>(?:\.{_SEGMENT})*)(?P<pointer>#(?:/{_STEP})+)?")
_NUMBER = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?(?![A-Za-z0-9_.])")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_SIGN = re.compile(r"==|!=|<=|>=|&&|\|\||[<>!()\[\],+*/{}-]")
_SPACE = re.compile(r"\s*")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})|~(?![01])")


class Sort(StrEnum):
    """What a token is."""

    NAME = "name"
    STEPS = "steps"
    NUMBER = "number"
    TEXT = "text"
    WORD = "word"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its text as written, what it means, and its first character (1-based)."""

    sort: Sort
    text: str
    value: Any
    column: int


def tokens(text: str, start: int = 0, *, braced: bool = False) -> list[Token]:
    """The tokens of a text, END last; with `braced`, those before the brace that closes it. Raises ExpressionError."""
    if len(text) - start > LONGEST:
        raise ExpressionError(f"the expression is longer than {LONGEST} characters", start + 1)
    found: list[Token] = []
    at = start
    while True:
        at = _skip(text, at)
        if at >= len(text) or (braced and text[at] == "}"):
            found.append(Token(Sort.END, text[at : at + 1], None, at + 1))
            return found
        token = _steps(text, at) if text[at] in ".#" and found and found[-1].text == ")" else _token(text, at)
        found.append(token)
        at += len(token.text)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space is not None else at


def _token(text: str, at: int) -> Token:
    column = at + 1
    if (name := _NAME.match(text, at)) is not None:
        return _named(text, name, column)
    if (number := _NUMBER.match(text, at)) is not None:
        return Token(Sort.NUMBER, number[0], Decimal(number[0]), column)
    if (quoted := _TEXT.match(text, at)) is not None:
        return Token(Sort.TEXT, quoted[0], quoted[1].replace("''", "'"), column)
    if (word := _WORD.match(text, at)) is not None:
        return Token(Sort.WORD, word[0], word[0], column)
    if (sign := _SIGN.match(text, at)) is not None and sign[0] not in "{}":
        return Token(Sort.SIGN, sign[0], sign[0], column)
    raise ExpressionError(*_strange(text, at))


def _named(text: str, name: re.Match[str], column: int) -> Token:
    """A name, with the way below it."""
    members, pointer = _way(text, name, column)
    return Token(Sort.NAME, name[0], (name["root"], members, pointer), column)


def _steps(text: str, at: int) -> Token:
    """The way below what a function makes."""
    steps = _FURTHER.match(text, at)
    assert steps is not None, "it may be empty"
    members, pointer = _way(text, steps, at + 1)
    return Token(Sort.STEPS, steps[0], (members, pointer), at + 1)


def _way(text: str, found: re.Match[str], column: int) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The members of a way, and the pointer below them (RFC 6901 in a URI fragment)."""
    following = text[found.end() : found.end() + 1]
    if following in (".", "#"):
        where = found.end() + 1
        raise ExpressionError(f"`{following}` leads nowhere", where, "write `$name.member` or `$name#/member/member`")
    members = tuple(found["members"].split(".")[1:])
    if found["pointer"] is None:
        return members, None
    bad = _ESCAPE.search(found["pointer"])
    if bad is not None:
        at = column + found.start("pointer") - found.start() + bad.start()
        raise ExpressionError(f"`{bad[0]}` escapes nothing", at, "write `~0` for `~`, `~1` for `/`, `%25` for `%`")
    steps = found["pointer"][2:].split("/")
    return members, tuple(unquote(step).replace("~1", "/").replace("~0", "~") for step in steps)


def _strange(text: str, at: int) -> tuple[str, int, str]:
    sign, column = text[at], at + 1
    if sign == "'":
        return "the text has no end", column, "close it with ', and write '' for a ' within"
    if sign == '"':
        return "text stands between ', not between \"", column, "write 'text'"
    if sign == "=":
        return "`=` compares nothing", column, "write `==`"
    if sign in "&|":
        return f"`{sign}` joins nothing", column, f"write `{sign * 2}`"
    if sign == "$":
        return "`$` begins a name, and none follows", column, "write `$record`, say"
    if sign.isdigit():
        return "this is no number", column, "a number is written as 12 or 12.50"
    return f"`{sign}` has no meaning here", column, ""
