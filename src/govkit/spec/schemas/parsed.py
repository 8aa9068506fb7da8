"""Regular expressions as trees, by the parser of the standard library."""

from __future__ import annotations

import re
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["constants", "parsed"]


def parsed(pattern: str) -> Any | None:
    """The tree of an expression (a `SubPattern`), or None where Python has another dialect or gives up."""
    try:
        return _parser.parse(pattern.replace("\\/", "/"))
    except (re.error, RecursionError, OverflowError):
        return None
