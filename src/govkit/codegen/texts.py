"""Texts of a contract as they may stand in a docstring or a comment: prose, never code."""

from __future__ import annotations

import re
import textwrap

_MOST = 1200
_CONTROL = re.compile(r"[^\t\n\x20-\x7e\xa0-\u024f\u0370-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff]")


def prose(text: str) -> str:
    """A text of bounded length, each paragraph on one line, without control characters or what turns text round."""
    clean = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")[: _MOST * 2])
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", clean)]
    whole = "\n\n".join(part for part in paragraphs if part)
    return whole if len(whole) <= _MOST else whole[: _MOST - 1].rstrip() + "…"


def escaped(text: str) -> str:
    """A text for between triple double quotes: nothing in it ends the docstring or escapes anything."""
    return (
        text.replace("\\", "\\\\").replace('"', '\\"')
        if '"""' in text or text.endswith('"')
        else text.replace("\\", "\\\\")
    )


def docstring(text: str, indent: int, *, width: int = 88) -> str:
    """A docstring, without what stands before its first line; at least a full stop stands in it."""
    known = prose(text) or "."
    first, *rest = escaped(known).split("\n\n")
    room = max(width - indent, 40)
    lead, *more = textwrap.wrap(first, room - 6, break_long_words=False, break_on_hyphens=False) or ["."]
    if not more and not rest:
        return f'"""{lead}"""'
    lines = [lead, *more]
    for part in rest:
        lines += ["", *textwrap.wrap(part, room, break_long_words=False, break_on_hyphens=False)]
    pad = " " * indent
    body = "\n".join(f"{pad}{line}" if line else "" for line in lines[1:])
    return f'"""{lines[0]}\n{body}\n{pad}"""'
