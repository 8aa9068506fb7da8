"""The tags that a document declares."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.surface.sites import Raw
from govkit.checks.lint.surface.surface import Surface


def declared_tags(surface: Surface) -> dict[str, tuple[int, Raw]]:
    """The declared tags by name, each with its index and what is said of it."""
    found: dict[str, tuple[int, Raw]] = {}
    for name, index, raw in every_tag(surface):
        found.setdefault(name, (index, raw))
    return found


def every_tag(surface: Surface) -> Iterator[tuple[str, int, Raw]]:
    """The name of each declared tag, its index and what is said of it, also of those that are declared twice."""
    listed = surface.contract.root.get("tags")
    for index, raw in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(raw, dict) and isinstance(raw.get("name"), str):
            yield raw["name"], index, raw
