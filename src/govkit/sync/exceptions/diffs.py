"""What is different in a request that people mended, for people."""

from __future__ import annotations

import difflib
import json

from govkit.sync.values import MISSING, Json

_CONTEXT = 2  # lines around what is different


def readable(before: Json, after: Json) -> tuple[str, ...]:
    """The lines of a unified diff of two JSON values, without its heading."""
    lines = list(difflib.unified_diff(_lines(before), _lines(after), n=_CONTEXT, lineterm=""))
    return tuple(lines[2:])


def _lines(value: Json) -> list[str]:
    return [] if value is MISSING else json.dumps(value, ensure_ascii=False, indent=2).split("\n")
