"""Where the parts of a text begin and end, for those who edit it in place."""

from __future__ import annotations

import re

from govkit.spec.documents.document import Document
from govkit.spec.documents.node import Pointer

_FLOW = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|(?<=\s)#[^\n]*|[{}\[\]]""", re.DOTALL)


def offset_of(text: str, document: Document, pointer: Pointer) -> int:
    """Where a node stands in the text of its document, in characters: the key of a member, the start of an item."""
    place = document.place(pointer)
    offset = 0
    for _ in range((place.line or 1) - 1):
        offset = text.index("\n", offset) + 1
    return offset + (place.column or 1) - 1


def newline_of(text: str) -> str:
    """How the lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


def end_of_line(text: str, at: int) -> int:
    """Where the line ends in which an offset is, its line break left out."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end - (text[end - 1] == "\r")


def end_of_word(text: str, at: int) -> int | None:
    """Where a word of a list in brackets ends."""
    found = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\]\[{}#\n]*[^,\]\[{}#\s]""").match(text, at)
    return found.end() if found else None


def end_of_mapping(text: str, at: int, column: int) -> int:
    """Where the last line of a mapping in block style ends whose keys stand at a column."""
    end = end_of_line(text, at)
    below = end
    while (start := text.find("\n", below) + 1) and start < len(text):
        below = end_of_line(text, start)
        line = text[start:below]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent >= column:
            end = below
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return end


def end_of_item(text: str, at: int, dash: int) -> int:
    """Where the last line of an item in block style ends, its line break left out; its list stands at a column."""
    end = end_of_line(text, at)
    below = end
    while (start := text.find("\n", below) + 1) and start < len(text):
        below = end_of_line(text, start)
        line = text[start:below]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent > dash:
            end = below
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return end


def end_of_bracket(text: str, at: int) -> int | None:
    """The offset after the bracket that closes the one at an offset."""
    depth = 0
    for found in _FLOW.finditer(text, at):
        if found[0] in "{[":
            depth += 1
        elif found[0] in "}]":
            depth -= 1
        if depth == 0:
            return found.end()
    return None
