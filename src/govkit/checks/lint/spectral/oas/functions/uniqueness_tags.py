"""`uniquenessTags`: no two tags of a document have the same name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import plain


def _check(tags: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(tags, list):
        return
    if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in tags):
        return
    known: set[str] = set()
    for index, one in enumerate(tags):
        if one["name"] in known:
            yield Report(f"a tag before is called {one['name']!r} too", (*scene.way, index, "name"))
        known.add(one["name"])


FUNCTION = plain("uniquenessTags", _check)
