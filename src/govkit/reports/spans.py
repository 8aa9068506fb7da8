"""Styled text before it is painted: spans, lines, and how they fit a width.

Styles are words for what a span *is* (`error`, `path`, `code`); which colour that is, is for the command line to say:

    error warning info          how bad a finding is
    good bad                    a side that accepts, one that refuses
    strong dim                  louder and quieter than the rest
    label path code             the name of a row, a file or an operation, text of a document
    old new mark                the two sides of a change, and the spot in a message that matters
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_JOINER = "\u200d"
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one style."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Span, ...]
"""The spans of one line of output, without its line break."""


def line(*parts: str | Span) -> Line:
    """A line of spans, where a bare text has no style."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def plain(spans: Iterable[Span]) -> str:
    """The text of a line without its styles."""
    return "".join(span.text for span in spans)


def visible(text: str) -> str:
    """`text` with each character that could move the cursor, hide or reorder other text written as an escape.

    What comes out of a specification is untrusted: an escape sequence in a description must not reach a terminal.
    """
    if text.isprintable():
        return text
    return "".join(_escape(c) if unicodedata.category(c) in _UNPRINTABLE and c != _JOINER else c for c in text)


def _escape(character: str) -> str:
    code = ord(character)
    names = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}
    if code in names:
        return names[code]
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.category(character) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """`text`, cut with an ellipsis where it is wider than `width` columns."""
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _cell(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def elide(text: str, limit: int, *, word: int = 64) -> str:
    """`text` without the middle of words longer than `word`, and without its own middle where longer than `limit`.

    Beginning and end stay: a validator quotes the value first and says what is wrong with it last.
    """
    text = re.sub(rf"\S{{{word + 1},}}", lambda found: _without_middle(found[0], word), text)
    return text if len(text) <= limit else _without_middle(text, limit)


def _without_middle(text: str, limit: int) -> str:
    head = limit * 3 // 5
    return f"{text[:head]}…{text[len(text) - (limit - head - 1) :]}"


def whole(text: str) -> str:
    """`text` such that `wrap` keeps it on one line."""
    return text.replace(" ", _NO_BREAK)


def wrap(spans: Iterable[Span], width: int, *, first: Line = (), rest: str = "") -> list[Line]:
    """The spans broken at spaces into lines of at most `width` columns.

    The first line begins with `first`, the others with `rest`, both within the width. A word that is wider than a
    whole line is not broken: a path stays whole, so that it can be clicked and copied. Nor is what `whole` joined.
    """
    lines: list[list[Span]] = [list(first)]
    used, empty = cells(plain(first)), True
    for word in _words(spans):
        if plain(word).startswith(" "):
            gap = word if not empty else ()
            lines[-1].extend(gap)
            used += cells(plain(gap))
            continue
        if not empty and used + cells(plain(word)) > width:
            _trim(lines[-1])
            lines.append([Span(rest)] if rest else [])
            used = cells(rest)
        lines[-1].extend(word)
        used += cells(plain(word))
        empty = False
    _trim(lines[-1])
    return [_joined(spans) for spans in lines]


def _words(spans: Iterable[Span]) -> Iterable[Line]:
    """The words and the gaps between them; a word may be made of several spans."""
    word: list[Span] = []
    for span in spans:
        for piece in re.findall(r" +|[^ ]+", span.text):
            if piece.startswith(" "):
                if word:
                    yield tuple(word)
                    word = []
                yield (Span(piece, span.style),)
            else:
                word.append(Span(piece, span.style))
    if word:
        yield tuple(word)


def _trim(spans: list[Span]) -> None:
    while spans and not spans[-1].text.strip(" ") and len(spans) > 1:
        spans.pop()


def _joined(spans: list[Span]) -> Line:
    """The same line with neighbours of one style made one span."""
    joined: list[Span] = []
    for span in (Span(span.text.replace(_NO_BREAK, " "), span.style) for span in spans):
        if joined and joined[-1].style == span.style:
            joined[-1] = Span(joined[-1].text + span.text, span.style)
        elif span.text:
            joined.append(span)
    return tuple(joined)
