"""`oasOpIdUnique`: no two operations have the same `operationId`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import operations, plain


def _check(paths: Any, scene: Scene) -> Iterator[Report]:
    seen: set[tuple[type, Any]] = set()
    for path, method, operation in operations(paths):
        name = operation.get("operationId", seen)
        if isinstance(name, dict | list | set):
            continue
        if (type(name), name) in seen:
            yield Report(f"the operationId `{name}` is used before", ("paths", path, method, "operationId"))
        seen.add((type(name), name))


FUNCTION = plain("oasOpIdUnique", _check)
