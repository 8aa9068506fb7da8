"""`refSiblings`: nothing stands beside a `$ref`, where that is ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import plain


def _check(reference: Any, scene: Scene) -> Iterator[Report]:
    around = scene.site.parent
    if not isinstance(around, dict):
        return
    for name in around:
        if name != "$ref":
            yield Report("what stands beside a `$ref` is ignored", (*scene.way[:-1], name))


FUNCTION = plain("refSiblings", _check)
