"""Records in files: a JSON array, JSON lines, or one object; numbers to the digit that was written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from govkit.errors import InputError, Place

_MOST_BYTES = 1024 * 1024 * 1024
_DEEPEST = 500


@dataclass(frozen=True, slots=True)
class Record:
    """One record, and where it stands: the line of a file of JSON lines, else its number in the array, from 1."""

    data: dict[str, Any]
    place: Place
    number: int


def records_in(path: str) -> Iterator[Record]:
    """The records of a file, of standard input where it is `-`. Raises InputError with the place."""
    label = "<stdin>" if path == "-" else path
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if path == "-" else _read(Path(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise InputError(f"{label} is larger than {_MOST_BYTES // 2**30} GiB", hint="split it: JSON lines can be cut")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("this is no UTF-8", place=Place(label, line), hint="JSON is UTF-8 (RFC 8259)") from None
    yield from _lines(text, label) if _is_lines(text) else _whole(text, label)


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_MOST_BYTES + 1)


def _is_lines(text: str) -> bool:
    """Whether a text is JSON lines: its first line that says something is a whole object, and others follow."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("{") or not rest.strip():
        return False
    try:
        return isinstance(_parsed(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: str, label: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found = _parsed(line)
            except (ValueError, RecursionError) as error:
                _refuse(error, label, number, "each line is one record")
            yield _record(found, Place(label, number), number)


def _whole(text: str, label: str) -> Iterator[Record]:
    if not text.strip():
        return
    try:
        found = _parsed(text)
    except (ValueError, RecursionError) as error:
        _refuse(error, label, None, "records are a JSON array of objects, JSON lines, or one object")
    if isinstance(found, dict):
        yield _record(found, Place(label, 1), 1)
        return
    if not isinstance(found, list):
        raise InputError("these are no records", place=Place(label, 1), hint="records are a JSON array of objects")
    for number, one in enumerate(found, start=1):
        yield _record(one, Place(label, pointer=f"/{number - 1}"), number)


def _record(found: Any, place: Place, number: int) -> Record:
    if not isinstance(found, dict):
        raise InputError(f"record {number} is no object", place=place, hint="each record is a JSON object")
    return Record(found, place, number)


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _refuse(error: Exception, label: str, line: int | None, hint: str) -> NoReturn:
    if isinstance(error, RecursionError):
        raise InputError(f"it nests deeper than {_DEEPEST} levels", place=Place(label, line)) from None
    if isinstance(error, json.JSONDecodeError):
        at = Place(label, line or error.lineno, error.colno)
        raise InputError(f"this is not JSON: {error.msg.lower()}", place=at, hint=hint) from None
    raise InputError(f"this is not JSON: {error}", place=Place(label, line), hint=hint) from None
