"""Texts of strangers as both databases can keep them: bounded where they are looked up, whole where they are JSON."""

from __future__ import annotations

import hashlib
import re

from govkit.sync.store.texts import as_text
from govkit.sync.values import Json

_MOST = 500
"""Characters of what is looked up: PostgreSQL takes no index entry of more than 2,700 bytes."""

_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def bounded(text: str, most: int = _MOST) -> str:
    """A text for a column: what is too long ends in its digest, what no database keeps becomes U+FFFD."""
    kept = _UNKEPT.sub("\ufffd", text)
    if len(kept) <= most and kept == text:
        return text
    return f"{kept[: most - 17]}~{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def json_text(value: Json) -> str:
    """The JSON of a value, its numbers exact; halves of characters, which no text can hold, are escaped."""
    return _UNKEPT.sub(lambda found: f"\\u{ord(found[0]):04x}", as_text(value))
