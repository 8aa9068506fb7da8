"""The `field` of a rule: what of a node its function looks at."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths.fallback import read_fallback
from govkit.checks.lint.spectral.paths.filters.values import member
from govkit.checks.lint.spectral.paths.selecting import selected
from govkit.checks.lint.spectral.paths.tree import Path
from govkit.spec.documents import Pointer

_PART = re.compile(
    r"""[^.\[\]]+|\[(?:(-?\d+(?:\.\d+)?)|(["'])((?:(?!\2)[^\\]|\\.)*?)\2)\]|(?=(?:\.|\[\])(?:\.|\[\]|$))"""
)
_ESCAPED = re.compile(r"\\(\\)?")

Targets = list[tuple[Pointer, Any]]


class Field:
    """A `field`: `@key`, an expression that starts with `$`, or a way of keys such as `a.b[0]['c d']`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.path = Path(text, read_fallback(text)) if text.startswith("$") else None
        self._way = _way(text)

    def targets(self, value: Any) -> Targets:
        """What a function is to look at, with the ways to it; UNDEFINED where nothing is there."""
        if not isinstance(value, dict | list):
            return [((), value)]
        if self.text == "@key":
            keys = list(value) if isinstance(value, dict) else [str(index) for index in range(len(value))]
            return [((key,), key) for key in keys] or [((), UNDEFINED)]
        if self.path is not None:
            return list(selected(self.path, value)) or [((), UNDEFINED)]
        if isinstance(value, dict) and self.text in value:
            return [(self._way, value[self.text])]
        found: Any = value
        for part in self._way:
            found = UNDEFINED if found is None or found is UNDEFINED else member(found, part)
        return [(self._way, found)]


@lru_cache(maxsize=4096)
def field(text: str) -> Field:
    """A `field` of a rule. Raises PathError where it is an expression outside of the dialect."""
    return Field(text)


def targets(value: Any, name: str | None) -> Targets:
    """What a function is to look at: the value itself where the rule names no field. Raises PathError."""
    return [((), value)] if name is None else field(name).targets(value)


def _way(text: str) -> tuple[str, ...]:
    """The keys of a way, as lodash cuts it."""
    parts = [""] if text.startswith(".") else []
    for match in _PART.finditer(text):
        quoted = match[2]
        parts.append(_ESCAPED.sub(r"\1", match[3]) if quoted else match[1] or match[0])
    return tuple(parts)
