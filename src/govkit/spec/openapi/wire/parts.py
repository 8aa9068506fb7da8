"""The parts of a form (RFC 7578), read within bounds: how many there are, and how much stands above each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govkit.spec.openapi.wire.spelling import Unreadable

MOST_FIELDS = 5_000
"""Fields that a form may have, however it is written."""

_LONGEST_HEAD = 16 * 1024
_LONGEST_BOUNDARY = 70
_DISPOSITION = re.compile(rb"content-disposition[ \t]*:[ \t]*form-data[ \t]*(;.*)?\Z", re.IGNORECASE | re.DOTALL)
_MEDIA = re.compile(rb"content-type[ \t]*:[ \t]*(.*)\Z", re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(rb';[ \t]*([^\s;="]{1,50})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))', re.DOTALL)


@dataclass(frozen=True, slots=True)
class FormPart:
    """One field of a form, or one of its values: its name, its media type where it says one, its content."""

    name: str
    media: str
    content: bytes


def parts_in(body: bytes, boundary: str) -> list[FormPart]:
    """The parts of a body (RFC 2046, section 5.1.1). Raises Unreadable where it is none, or too large a one."""
    mark = boundary.encode("ascii", "replace")
    if not mark or len(mark) > _LONGEST_BOUNDARY:
        raise Unreadable("the boundary is empty, or longer than 70 characters")
    if body.count(b"--" + mark) > 2 * MOST_FIELDS:
        raise Unreadable(f"a form has at most {MOST_FIELDS:,} fields")
    lines = re.compile(rb"(?:\A|\r\n)--" + re.escape(mark) + rb"(--)?[ \t]*(?=\r\n|\Z)")
    found: list[FormPart] = []
    begun: int | None = None
    for line in lines.finditer(body):
        if begun is not None:
            found.append(_part(body[begun : line.start()]))
            if len(found) > MOST_FIELDS:
                raise Unreadable(f"a form has at most {MOST_FIELDS:,} fields")
        if line[1]:
            return found
        begun = line.end() + 2
    raise Unreadable("the body ends before its last boundary" if begun else "the boundary does not stand in the body")


def _part(text: bytes) -> FormPart:
    head, mark, content = text.partition(b"\r\n\r\n") if not text.startswith(b"\r\n") else (b"", b"\r\n", text[2:])
    if not mark or len(head) > _LONGEST_HEAD:
        raise Unreadable("the head of a part is too long, or has no end")
    name, media = None, ""
    for line in head.split(b"\r\n"):
        disposed, typed = _DISPOSITION.match(line), _MEDIA.match(line)
        if disposed:
            name = _name(disposed[1] or b"")
        elif typed:
            media = typed[1].decode("latin-1").strip()
    if name is None:
        raise Unreadable("a part says no name")
    return FormPart(name, media, content)


def _name(parameters: bytes) -> str | None:
    for word, quoted, bare in _PARAMETER.findall(parameters):
        if word.lower() == b"name":
            text = (quoted or bare).decode()
            return re.sub(r"\\(.)", r"\1", text).replace("%22", '"')
    return None
