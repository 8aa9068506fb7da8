"""Equality of JSON values, as JSON Schema means it."""

from __future__ import annotations

from typing import Any


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number; Python's booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(a: Any, b: Any) -> bool:
    """Equality of JSON values: 1 is 1.0 and is not true (JSON Schema 2020-12 core, section 4.2.2)."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b if not (is_number(a) and is_number(b)) else bool(a == b)
