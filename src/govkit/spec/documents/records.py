"""Records in bulk: a JSON array, an object a line, or one object, read one by one; numbers to the digit."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NoReturn

from govkit.errors import InputError, Place

LONGEST_RECORD = 1024 * 1024
"""Characters of one record."""
MOST_RECORDS = 1_000_000
"""Records of one file."""
_DEEPEST = 100
_CHUNK = 1024 * 1024
_BLANK = " \t\r\n"


def read_records(path: Path | str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each record of a file, of standard input where it is `-`, with the place where it begins.

    Raises InputError, with the place, for what is no record, for one that is too long, and for one record too many.
    """
    reader = _Reader("<stdin>" if str(path) == "-" else str(path))
    try:
        if str(path) == "-":
            yield from reader.records(sys.stdin.buffer)
        else:
            with Path(path).open("rb") as file:
                yield from reader.records(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"the records cannot be read: {why}", place=Place(reader.label)) from error


class _Reader:
    """The text of a file, a piece at a time: what has not been used up yet, and where it begins."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._text = ""
        self._at = 0
        self._line = 1  # of what comes next
        self._start = 0  # where that line starts; below 0 where it does before the text
        self._ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()

    def records(self, file: IO[bytes]) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The records, of either form: the first character tells which."""
        first = self._visible(file)
        if first == "[":
            self._at += 1
            found = self._array(file)
        elif first == "{":
            found = self._lines(file)
        elif first:
            self._refuse("these are no records", self._at, _FORMS)
        else:
            return
        for number, one in enumerate(found):
            if number >= MOST_RECORDS:
                message = f"there are more than {MOST_RECORDS:,} records"
                raise InputError(message, place=one[0], hint="split the file")
            yield one

    def _place(self, at: int) -> Place:
        """The place of an offset into the text, at or after what comes next."""
        line = self._line + self._text.count("\n", self._at, at)
        start = self._text.rfind("\n", self._at, at) + 1 or self._start
        return Place(self.label, line, at - start + 1)

    def _go_on(self, at: int) -> None:
        """What comes before an offset is used up."""
        self._line += self._text.count("\n", self._at, at)
        self._start = self._text.rfind("\n", self._at, at) + 1 or self._start
        self._at = at

    def _refuse(self, message: str, at: int, hint: str | None = None) -> NoReturn:
        raise InputError(message, place=self._place(at), hint=hint)

    # ------------------------------------------------------------------------------------------------------- two forms

    def _array(self, file: IO[bytes]) -> Iterator[tuple[Place, dict[str, Any]]]:
        first = True
        while (found := self._visible(file)) != "]":
            if not first:
                if found and found != ",":
                    self._refuse("between two records of an array stands a comma", self._at)
                self._at += bool(found)
                found = self._visible(file)
            if found != "{":
                self._no_record(found)
            yield self._object(file)
            first = False
        self._at += 1
        if self._visible(file):
            self._refuse("there is more behind the array", self._at)

    def _lines(self, file: IO[bytes]) -> Iterator[tuple[Place, dict[str, Any]]]:
        first = True
        while found := self._visible(file):
            if found != "{":
                self._no_record(found)
            end = self._text.find("\n", self._at)
            while end < 0 and self._more(file):
                end = self._text.find("\n", self._at)
            yield self._object(file, None if first else end)
            first = False

    def _no_record(self, found: str) -> NoReturn:
        if not found:
            self._refuse("the array ends too early: it is not closed", self._at)
        self._refuse("a record is a JSON object", self._at, _FORMS)

    # ------------------------------------------------------------------------------------------------------ the pieces

    def _visible(self, file: IO[bytes]) -> str:
        """The next character that is no blank, and stays; empty at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _BLANK:
                at += 1
            self._go_on(at)
            if at < len(text):
                return text[at]
            if not self._more(file):
                return ""

    def _object(self, file: IO[bytes], line_end: int | None = None) -> tuple[Place, dict[str, Any]]:
        """The object that begins here. It is whole before the end of its line, where that is given."""
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
                break
            except json.JSONDecodeError as error:
                last = line_end if line_end is not None and line_end >= 0 else len(self._text.rstrip())
                said = f"{error.msg[:1].lower()}{error.msg[1:]}"
                message = said if error.pos < last else "the record is not closed"
                place = self._place(min(error.pos, last))
            except RecursionError:
                self._refuse(f"this nests deeper than {_DEEPEST} levels", self._at)
            except ValueError as error:
                self._refuse(f"this is not JSON: {error}", self._at)
            # What is wrong may be but the end of what was read.
            if (line_end is not None and line_end >= 0) or not self._more(file):
                raise InputError(f"this is not JSON: {message}", place=place, hint=_FORMS)
        if line_end is not None and 0 <= line_end < end:
            self._refuse("this is not JSON: the record is not closed on its line", line_end, _FORMS)
        self._check(found, end)
        place = self._place(self._at)
        self._go_on(end)
        return place, found

    def _check(self, found: Any, end: int) -> None:
        """Refuses a record that is too long or too deep, or has a text that cannot be written."""
        text = self._text[self._at : end]
        if len(text) > LONGEST_RECORD:
            self._refuse(f"a record is longer than {LONGEST_RECORD:,} characters", self._at)
        if text.count("{") + text.count("[") > _DEEPEST and _is_deeper(found, _DEEPEST):
            self._refuse(f"this nests deeper than {_DEEPEST} levels", self._at)
        if "\\u" in text:
            try:
                json.dumps(found, ensure_ascii=False, default=str).encode()
            except UnicodeEncodeError:
                self._refuse("this is not JSON: half of a surrogate pair is no character", self._at)

    def _more(self, file: IO[bytes]) -> bool:
        """Takes in a further piece; False at the end of the file."""
        if self._ended:
            return False
        if len(self._text) - self._at > LONGEST_RECORD:
            self._refuse(f"a record is longer than {LONGEST_RECORD:,} characters", self._at)
        data = file.read(_CHUNK)
        self._ended = not data
        try:
            piece = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError:
            self._refuse("this is not valid UTF-8", self._at, "it is this line or one of those after it")
        self._start -= self._at
        self._text = self._text[self._at :] + piece
        self._at = 0
        return not self._ended or bool(piece)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


_FORMS = "records are a JSON array of objects, an object on each line, or one object"
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)


def _is_deeper(value: Any, limit: int) -> bool:
    """Whether a value nests deeper than the limit, told level by level."""
    level = [value]
    for _ in range(limit):
        inner: list[Any] = []
        for one in level:
            inner += one.values() if isinstance(one, dict) else one
        level = [one for one in inner if isinstance(one, dict | list)]
        if not level:
            return False
    return True
