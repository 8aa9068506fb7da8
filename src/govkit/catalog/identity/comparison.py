"""How values of one sort are compared, and how these ways are found: one module each in `comparisons/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

PACKAGE = "govkit.catalog.identity.comparisons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One sort of values.

    `normal` makes of a value what is compared, None where it says nothing; `likeness` of two such is from 0 to 1, the
    same from both sides, and 1 for equal ones. Only values that share one of their `blocks` are ever held against
    each other. `examples` are two values and their least and greatest likeness; they are tests.
    """

    name: str
    summary: str
    normal: Callable[[Any], Any]
    likeness: Callable[[Any, Any], float]
    blocks: Callable[[Any], Iterable[str]]
    examples: tuple[tuple[Any, Any, float, float], ...]


@cache
def comparisons() -> dict[str, Comparison]:
    """Every comparison by name.

    Raises MissingExtra where what compares texts is not installed, RuntimeError for a module without a COMPARISON:
    a mistake of ours.
    """
    found: dict[str, Comparison] = {}
    package = importlib.import_module(PACKAGE)
    for info in pkgutil.iter_modules(package.__path__):
        one = getattr(importlib.import_module(f"{PACKAGE}.{info.name}"), "COMPARISON", None)
        if not isinstance(one, Comparison) or one.name != info.name:
            raise RuntimeError(f"{PACKAGE}.{info.name} must define the COMPARISON of that name")
        found[one.name] = one
    return found
