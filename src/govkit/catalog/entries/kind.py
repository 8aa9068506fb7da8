"""What a kind of entry is, and how the kinds are found: one module each in `kinds/`."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

from govkit.catalog.entries import kinds as _kinds
from govkit.catalog.entries.form import Form

API_VERSION = "govkit/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entry: its name, where its entries lie by habit, what it is for, its form, and one entry in full."""

    name: str
    folder: str
    summary: str
    spec: type[Form]
    example: str


@cache
def all_kinds() -> dict[str, Kind]:
    """Every kind by name.

    Raises RuntimeError for a module without a KIND: a mistake of ours.
    """
    found: dict[str, Kind] = {}
    for info in pkgutil.iter_modules(_kinds.__path__):
        kind = getattr(importlib.import_module(f"{_kinds.__name__}.{info.name}"), "KIND", None)
        if not isinstance(kind, Kind):
            raise RuntimeError(f"{_kinds.__name__}.{info.name} defines no KIND")
        found[kind.name] = kind
    return dict(sorted(found.items()))
