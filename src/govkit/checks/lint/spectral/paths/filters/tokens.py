"""The words of a filter's condition."""

from __future__ import annotations

import re
from typing import NamedTuple

from govkit.checks.lint.spectral.paths.errors import PathError

_WORD = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
      |(?P<name>[@$A-Za-z_\u0080-\U0010ffff][@$\w]*)
      |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      |(?P<operator>===|!==|\?\.(?!\d)|>>>|==|!=|<=|>=|&&|\|\||\?\?|~=|<<|>>|[-+*/%<>!?:.,()\[\]|&^~])""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/((?:[^/\\\[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.)*\])+)/([A-Za-z]*)")
_ESCAPE = re.compile(r"\\(u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


class Token(NamedTuple):
    """A word: `kind` is number, name, string, regex, operator or end."""

    kind: str
    text: str
    offset: int
    value: str = ""


def tokens(text: str) -> list[Token]:
    """The words of a condition, with one of kind `end` behind them. Raises PathError."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == "/" and _may_start(found):
            regex = _REGEX.match(text, at)
            if regex is None:
                raise PathError("a regular expression is not closed", at, "it ends with /")
            found.append(Token("regex", regex[1], at, regex[2]))
            at = regex.end()
            continue
        word = _WORD.match(text, at)
        if word is None:
            raise PathError(_unknown(text[at]), at)
        kind = word.lastgroup or ""
        if kind == "string":
            found.append(Token(kind, word[0], at, _ESCAPE.sub(_unescaped, word[0][1:-1])))
        elif kind != "space":
            found.append(Token(kind, word[0], at))
        at = word.end()
    return [*found, Token("end", "", len(text))]


def _may_start(found: list[Token]) -> bool:
    """Whether a slash starts a regular expression here, and does not divide."""
    return not found or (found[-1].kind == "operator" and found[-1].text not in (")", "]"))


def _unknown(character: str) -> str:
    if character in "'\"":
        return "a string is not closed"
    return f"{character!r} has no meaning in a filter"


def _unescaped(match: re.Match[str]) -> str:
    text = match[1]
    if len(text) > 1:
        code = int(text[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPED.get(text, text)
