"""`oasTagDefined`: the tags of operations are among those of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import operations, plain


def _check(document: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(document, dict):
        return
    tags = document.get("tags")
    known = {one["name"] for one in _listed(tags) if isinstance(one, dict) and isinstance(one.get("name"), str)}
    for path, method, operation in operations(document.get("paths")):
        for index, tag in enumerate(_listed(operation.get("tags"))):
            if not (isinstance(tag, str) and tag in known):
                yield Report(f"`tags` of the document has no tag {tag!r}", ("paths", path, method, "tags", index))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


FUNCTION = plain("oasTagDefined", _check)
