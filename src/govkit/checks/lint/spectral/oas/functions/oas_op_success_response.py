"""`oasOpSuccessResponse`: the responses of an operation have one for success, or one that leads elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import plain


def _check(responses: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(responses, dict):
        return
    ranges = ("2XX", "3XX") if "oas3" in scene.linted.formats else ()
    if not any(status in ranges or 200 <= _number(status) < 400 for status in responses):
        yield Report("no response tells of success or leads elsewhere (2xx, 3xx)")


def _number(status: str) -> float:
    try:
        return float(status)
    except ValueError:
        return 0


FUNCTION = plain("oasOpSuccessResponse", _check)
