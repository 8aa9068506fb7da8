"""Formats of dates and times in the letters of Java's DateTimeFormatter, as schemas of the texts that have them."""

from __future__ import annotations

import re
from functools import lru_cache

from govkit.spec.schemas.reading import Schema

DEFAULTS = {"date": "yyyy-MM-dd", "time": "HH:mm:ss", "datetime": "yyyy-MM-dd'T'HH:mm:ssXXX"}

_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|(.)", re.DOTALL)
_INSTANT = re.compile(r"(yyyy|uuuu)-MM-ddTHH:mm:ss(\.S+)?(X+|Z+|xxx)")
_OFFSETS = {
    "X": r"(?:Z|[+-]\d{2}(?:\d{2})?)",
    "XX": r"(?:Z|[+-]\d{4})",
    "XXX": r"(?:Z|[+-]\d{2}:\d{2})",
    "x": r"[+-]\d{2}(?:\d{2})?",
    "xx": r"[+-]\d{4}",
    "xxx": r"[+-]\d{2}:\d{2}",
    "Z": r"[+-]\d{4}",
    "ZZ": r"[+-]\d{2}:\d{2}",
    "ZZZZZ": r"(?:Z|[+-]\d{2}:\d{2})",
}
_NUMBERS = "uyMLdDHhKkmsQqwWF"
_NAMES = {"a": "(?:[AaPp][Mm])", "G": "(?:AD|BC)", "E": "[A-Za-z.]+", "e": "[A-Za-z.0-9]+", "z": "[A-Za-z0-9+:-]+"}


@lru_cache(maxsize=256)
def schema_of_format(text: str) -> str | None:
    """The format of JSON Schema that says the same, or the regular expression; None where a letter is not known.

    An instant with its offset counts as `date-time` whatever its fraction: who reads one rarely minds.
    """
    plain = "".join(quoted or part for quoted, part in _parts(text))
    if plain in ("yyyy-MM-dd", "uuuu-MM-dd"):
        return "date"
    if _INSTANT.fullmatch(plain):
        return "date-time"
    pieces = [re.escape(quoted) if quoted else _piece(part) for quoted, part in _parts(text)]
    return None if any(piece is None for piece in pieces) else f"^{''.join(piece or '' for piece in pieces)}$"


def _parts(text: str) -> list[tuple[str, str]]:
    """What is quoted, and what is not, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        if match[1] is not None:
            found.append((match[1].replace("''", "'") or "'", ""))
        else:
            found.append(("", match[0]))
    return found


def _piece(part: str) -> str | None:
    letter, count = part[0], len(part)
    if not letter.isalpha():
        return "" if letter in "[]" else re.escape(part).replace("\\ ", " ").replace("\\-", "-")
    if part in _OFFSETS:
        return _OFFSETS[part]
    if letter in "SnAN":
        return rf"\d{{{count}}}" if letter == "S" else r"\d+"
    if letter in "ML" and count > 2:
        return "[A-Za-z.]+"
    if letter in _NUMBERS:
        if letter in "yu":
            return rf"\d{{{count}}}" if count in (2, 4) else r"\d+"
        return r"\d{1,2}" if count == 1 else rf"\d{{{count}}}"
    return _NAMES.get(letter) or ("[A-Za-z/_+:0-9-]+" if letter in "VvO" else None)


def date_schema(name: str, said: str | None) -> Schema | None:
    """The schema of texts of a format, the matcher's usual one where none is said; None where it is not known."""
    found = schema_of_format(said or DEFAULTS[name])
    if found is None:
        return None
    key = "format" if found in ("date", "date-time") else "pattern"
    return {"type": "string", key: found}
