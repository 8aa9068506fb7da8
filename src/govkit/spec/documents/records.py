"""Records in bulk: a JSON array, or a JSON object a line, read one by one and never held as a whole."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

import msgspec

from govkit.errors import InputError, Place

LONGEST_RECORD = 1024 * 1024
"""Characters of one record."""
MOST_RECORDS = 1_000_000
"""Records of one file."""
_DEEPEST = 100
_CHUNK = 1024 * 1024
_BLANK = " \t\r\n"


def read_records(path: Path, label: str | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each record of a file with the line on which it begins.

    Raises InputError, with the line, for what is no record, for one that is too long, and for one record too many.
    """
    reader = _Reader(label or str(path))
    try:
        with path.open("rb") as file:
            for number, found in enumerate(reader.records(file)):
                if number >= MOST_RECORDS:
                    reader.refuse(f"there are more than {MOST_RECORDS:,} records", found[0], "split the file")
                yield found
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"the records cannot be read: {why}", place=Place(reader.label)) from error


class _Reader:
    """The text of a file, a piece at a time: what has not been used up yet, and the line on which it begins."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()

    def records(self, file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
        """The records, of either form: the first character tells which."""
        first = self._visible(file)
        if first == "[":
            self._at += 1
            yield from self._array(file)
        elif first == "{":
            yield from self._lines(file)
        elif first:
            self.refuse("these are no records", self._line, _FORMS)

    def refuse(self, message: str, line: int, hint: str | None = None) -> NoReturn:
        """Raises the error of a line."""
        raise InputError(message, place=Place(self.label, line), hint=hint)

    # ------------------------------------------------------------------------------------------------------- two forms

    def _array(self, file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
        first = True
        while (found := self._visible(file)) != "]":
            if not first:
                if found != ",":
                    if not found:
                        self._no_record(found)
                    self.refuse("between two records of an array stands a comma", self._line)
                self._at += 1
                found = self._visible(file)
            if found != "{":
                self._no_record(found)
            line, text = self._line, self._object(file)
            yield line, self._parsed(text, line)
            first = False
        self._at += 1
        if self._visible(file):
            self.refuse("there is more behind the array", self._line)

    def _lines(self, file: IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
        while found := self._visible(file):
            end = self._text.find("\n", self._at)
            while end < 0 and self._more(file):
                end = self._text.find("\n", self._at)
            if found != "{":
                self._no_record(found)
            stop = end if end >= 0 else len(self._text)
            line, text = self._line, self._text[self._at : stop]
            self._at = stop
            yield line, self._parsed(text, line)

    def _no_record(self, found: str) -> NoReturn:
        if not found:
            self.refuse("the array ends too early: it is not closed", self._line)
        self.refuse("a record is a JSON object", self._line, _FORMS)

    # ------------------------------------------------------------------------------------------------------ the pieces

    def _visible(self, file: IO[bytes]) -> str:
        """The next character that is no blank, and stays; empty at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _BLANK:
                at += 1
            self._line += text.count("\n", self._at, at)
            self._at = at
            if at < len(text):
                return text[at]
            if not self._more(file):
                return ""

    def _object(self, file: IO[bytes]) -> str:
        """The text of the object that begins here."""
        while True:
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
                break
            except json.JSONDecodeError as error:
                at, message = error.pos, f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
                if at >= len(self._text):
                    message = "the record ends too early: it is not closed"
            except RecursionError:
                self.refuse(f"this nests deeper than {_DEEPEST} levels", self._line)
            if not self._more(file):  # what is wrong may be but the end of what was read
                self.refuse(message, self._line + self._text.count("\n", self._at, at))
        found = self._text[self._at : end]
        self._line += found.count("\n")
        self._at = end
        return found

    def _more(self, file: IO[bytes]) -> bool:
        """Takes in a further piece; False at the end of the file."""
        if self._ended:
            return False
        if len(self._text) - self._at > LONGEST_RECORD:
            self.refuse(f"a record is longer than {LONGEST_RECORD:,} characters", self._line)
        data = file.read(_CHUNK)
        self._ended = not data
        try:
            piece = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError:
            self.refuse("this is not valid UTF-8", self._line, "the line is this one or one of those after it")
        self._text = self._text[self._at :] + piece
        self._at = 0
        return not self._ended or bool(piece)

    def _parsed(self, text: str, line: int) -> dict[str, Any]:
        if len(text) > LONGEST_RECORD:
            self.refuse(f"a record is longer than {LONGEST_RECORD:,} characters", line)
        try:
            found = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            what = str(error).removeprefix("JSON is malformed: ").split(" (byte")[0]
            if _SURROGATE.search(text):
                what = "half of a surrogate pair is no character"
            self.refuse(f"this is not JSON: {what[:1].lower()}{what[1:]}", line, _FORMS)
        except RecursionError:
            self.refuse(f"this nests deeper than {_DEEPEST} levels", line)
        assert isinstance(found, dict), "it begins with a brace"
        if text.count("{") + text.count("[") > _DEEPEST and _depth_exceeds(found, _DEEPEST):
            self.refuse(f"this nests deeper than {_DEEPEST} levels", line)
        return found


_FORMS = "a file of records is a JSON array of objects, or has an object on each line"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_DECODER = json.JSONDecoder()


def _depth_exceeds(value: Any, limit: int) -> bool:
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
