"""The files of a scenario read; mistakes are told with their places."""

from __future__ import annotations

from typing import Any

from govkit.catalog.entries import Entry, Kind
from govkit.catalog.entries.reading import read_entry
from govkit.errors import InputError


def read(data: bytes, path: str, label: str, kind: Kind) -> Entry[Any]:
    """The entry of a kind in a file. Raises InputError."""
    found = read_entry(data, path, label, {kind.name: kind})
    if isinstance(found, Entry):
        return found
    if isinstance(found, list):
        raise InputError(found[0].message, place=found[0].place, hint=found[0].hint or None)
    raise InputError(f"{label} is no {kind.name}", hint=f"begin with `apiVersion: govkit/v1`, `kind: {kind.name}`")
