"""The fixed segments of the paths of a document."""

from __future__ import annotations

from govkit.checks.lint.surface.sites import Site
from govkit.checks.lint.surface.surface import Surface


def segments(surface: Surface) -> dict[str, Site]:
    """Each segment that is written in one case or another, with the first path that holds it."""
    found: dict[str, Site] = {}
    for site in surface.paths:
        for segment in site.name.split("/"):
            if "{" not in segment and "." not in segment:
                found.setdefault(segment, site)
    return found
