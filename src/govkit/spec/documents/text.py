"""The text of a document, with lines and columns for offsets into it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from govkit.errors import InputError, Place


class Text:
    """UTF-8 without a byte order mark, and the name of where it came from. Offsets count bytes from 0."""

    def __init__(self, data: bytes, label: str) -> None:
        self.data = data
        self.label = label
        self._starts: dict[int, int] = {1: 0}  # of lines that somebody asked for

    @cached_property
    def string(self) -> str:
        """The characters. Raises InputError where the bytes are not UTF-8."""
        try:
            return self.data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.error(
                f"byte {error.start} is not valid UTF-8: {error.reason}", error.start, "save the file as UTF-8"
            ) from error

    def byte_offsets(self, characters: Iterable[int]) -> dict[int, int]:
        """The byte offset of each offset that counts characters."""
        if len(self.string) == len(self.data):
            return {offset: offset for offset in characters}
        found, last, offset = {}, 0, 0
        for character in sorted(set(characters)):
            offset += len(self.string[last:character].encode("utf-8"))
            last = character
            found[character] = offset
        return found

    def positions(self, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
        """The 1-based line and column of each offset; columns count characters."""
        found: dict[int, tuple[int, int]] = {}
        last, line, column = 0, 1, 1
        for offset in sorted(set(offsets)):
            start = self.data.rfind(b"\n", last, offset) + 1
            if start:
                line += self.data.count(b"\n", last, offset)
                self._starts[line] = start
                column, last = 1, start
            column += len(self.data[last:offset].decode("utf-8", "replace"))
            last = offset
            found[offset] = line, column
        return found

    def line(self, number: int) -> str | None:
        """The 1-based line without its end, or None beyond the text."""
        if number < 1:
            return None
        start = self._start(number)
        if start is None:
            return None
        end = self.data.find(b"\n", start)
        return self.data[start : end if end >= 0 else len(self.data)].decode("utf-8", "replace").rstrip("\r")

    def _start(self, number: int) -> int | None:
        """Where a line starts; beside a line that is known a short look suffices."""
        if number not in self._starts:
            if number - 1 in self._starts:
                end = self.data.find(b"\n", self._starts[number - 1])
                if end < 0:
                    return None
                self._starts[number] = end + 1
            elif number + 1 in self._starts:
                self._starts[number] = self.data.rfind(b"\n", 0, self._starts[number + 1] - 1) + 1
            elif number < len(self._ends):
                return self._ends[number - 1] + number - 1
        return self._starts.get(number)

    @cached_property
    def _ends(self) -> list[int]:
        """How many bytes, but for their ends, the lines before each have; the last is that of all."""
        return list(accumulate(map(len, self.data.split(b"\n")), initial=0))

    def error(self, message: str, offset: int, hint: str | None = None) -> InputError:
        """An error at an offset."""
        offset = min(max(offset, 0), len(self.data))
        line, column = self.positions([offset])[offset]
        return InputError(message, place=Place(self.label, line, column), hint=hint)
