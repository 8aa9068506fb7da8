"""What is different in a request that people mended, for people."""

from __future__ import annotations

import difflib
import json
import re

from govkit.sync.values import MISSING, Json

_CONTEXT = 2  # lines around what is different
_MARK = "\ue000"  # around what is a number and no text: of private use, and taken away again


def readable(before: Json, after: Json) -> tuple[str, ...]:
    """The lines of a unified diff of two JSON values, without its heading."""
    lines = list(difflib.unified_diff(_lines(before), _lines(after), n=_CONTEXT, lineterm=""))
    return tuple(lines[2:])


def _lines(value: Json) -> list[str]:
    """A value as lines of JSON, its numbers digit for digit."""
    if value is MISSING:
        return []
    text = json.dumps(value, ensure_ascii=False, indent=2, default=lambda number: f"{_MARK}{number}{_MARK}")
    return re.sub(rf'"{_MARK}([^"]*){_MARK}"', r"\1", text).split("\n")
