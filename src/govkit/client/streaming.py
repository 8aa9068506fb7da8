"""Answers that come piece by piece: lines, JSON values one a line, server-sent events."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One server-sent event (WHATWG HTML, section 9.2); `retry` is in milliseconds."""

    data: str
    event: str = "message"
    id: str | None = None
    retry: int | None = None


class Lines:
    """Cuts text into lines as it comes. Lines end with CR, LF or both, and nowhere else."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._rest = ""
        self._behind_cr = False

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[str]:
        """The lines that are whole by now; with `last`, what is left too."""
        text = self._decoder.decode(chunk, last)
        if self._behind_cr and text.startswith("\n"):
            text = text[1:]
        if text:
            self._behind_cr = text.endswith("\r")
        *lines, self._rest = (self._rest + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        yield from lines
        if last and self._rest:
            rest, self._rest = self._rest, ""
            yield rest


class Events:
    """Puts lines together into events."""

    def __init__(self) -> None:
        self._data: list[str] = []
        self._event = ""
        self._id: str | None = None
        self._retry: int | None = None
        self._begun = False

    def feed(self, line: str) -> ServerEvent | None:
        """The event that a line ends, None where it ends none. An event that nothing ends is dropped, as HTML says."""
        if not self._begun:
            self._begun = True
            line = line.removeprefix("\ufeff")
        if not line:
            return self._ended()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self._retry = int(value[:12])
        return None

    def _ended(self) -> ServerEvent | None:
        found = ServerEvent("\n".join(self._data), self._event or "message", self._id, self._retry)
        has_data = bool(self._data)
        self._data, self._event, self._retry = [], "", None
        return found if has_data else None
