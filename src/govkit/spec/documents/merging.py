"""JSON Merge Patch (RFC 7396)."""

from __future__ import annotations

from typing import Any


def merged(value: Any, patch: Any) -> Any:
    """A value with a merge patch applied; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    made = dict(value) if isinstance(value, dict) else {}
    for name, inner in patch.items():
        if inner is None:
            made.pop(name, None)
        else:
            made[name] = merged(made.get(name), inner)
    return made
