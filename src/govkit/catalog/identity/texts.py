"""Texts in the form in which they are compared: no case, no accents, no separators, no legal forms."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

_OTHER_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'"}
)
"""Letters that have no accent that could be taken off."""
_INITIALS = re.compile(r"\b\w\.(?:\w\.)+")
_WORD = re.compile(r"[^\W_]+")
_NOTHING = frozenset({"na", "none", "null", "nil", "unknown", "tbd", "tba", "notavailable", "notapplicable", "keine"})
"""What people write where a value is asked for and there is none, without separators."""


def plain(text: str) -> str:
    """A text without case and accents; letters of other scripts stay."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_OTHER_LETTERS))
    return "".join(one for one in folded if not unicodedata.combining(one))


def words(text: str) -> tuple[str, ...]:
    """The words of a text; initials with dots are one: `B.V.` is `bv`."""
    low = plain(text)
    if "." in low:
        low = _INITIALS.sub(lambda found: found.group().replace(".", ""), low)
    if "'" in low:
        low = low.replace("'", "")
    return tuple(_WORD.findall(low))


@lru_cache(maxsize=100_000)
def code_of(text: str) -> str | None:
    """An identifier without case and separators: `de 129 273 398` and `DE129273398` are the same; None for none."""
    found = "".join(_WORD.findall(plain(text)))
    if found in _NOTHING or not found.strip("0") or (len(found) > 2 and len(set(found)) == 1):
        return None
    return found


def text_of(value: Any) -> str | None:
    """A value that is text or a number, as text; None for anything else, and where nothing is said."""
    if isinstance(value, str):
        return value if value.strip() else None
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
