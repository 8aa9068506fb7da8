"""Values as JavaScript sees them, where that matters to what functions find."""

from __future__ import annotations

import json
import math
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED


def is_truthy(value: Any) -> bool:
    """Whether a value counts as true: lists and objects do, even empty ones."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return isinstance(value, list | dict) or bool(value)


def is_number(value: Any) -> bool:
    """Whether a value is a number, which booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are one as `Array.prototype.includes` has it: 1 is 1.0 and is not true."""
    if is_number(one) and is_number(other):
        return bool(one == other)
    return type(one) is type(other) and bool(one == other)


def shown(value: Any) -> str:
    """A value in a message: containers by their kind."""
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, dict):
        return "Object{}"
    if isinstance(value, list):
        return "Array[]"
    return json.dumps(value, ensure_ascii=False, default=str)
