"""The text of a document, with lines and columns for offsets into it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from govkit.errors import InputError, Place


class Text:
    """Characters and the name of where they came from. Offsets count characters from 0."""

    def __init__(self, string: str, label: str) -> None:
        self.string = string
        self.label = label

    @cached_property
    def _starts(self) -> list[int]:
        starts, position = [0], self.string.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.string.find("\n", position + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start_of_line(self, number: int) -> int:
        """The offset at which a 1-based line starts."""
        return self._starts[min(number, len(self._starts)) - 1]

    def line(self, number: int) -> str | None:
        """The 1-based line without its end, or None beyond the text."""
        if not 1 <= number <= len(self._starts):
            return None
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.string)
        return self.string[start:end].rstrip("\r")

    def error(self, message: str, offset: int, hint: str | None = None) -> InputError:
        """An error at an offset."""
        line, column = self.position(min(max(offset, 0), len(self.string)))
        return InputError(message, place=Place(self.label, line, column), hint=hint)
