"""The tags that a document declares."""

from __future__ import annotations

from govkit.checks.lint.surface.sites import Raw
from govkit.checks.lint.surface.surface import Surface


def declared_tags(surface: Surface) -> dict[str, tuple[int, Raw]]:
    """The declared tags by name, each with its index and what is said of it."""
    listed = surface.contract.root.get("tags")
    found: dict[str, tuple[int, Raw]] = {}
    for index, raw in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(raw, dict) and isinstance(raw.get("name"), str):
            found.setdefault(raw["name"], (index, raw))
    return found
