"""`oasOpParams`: parameters are different, and bodies are not sent in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import plain, word


def _check(parameters: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(parameters, list):
        return
    known: set[str] = set()
    bodies: list[int] = []
    forms = False
    for index, one in enumerate(parameters):
        if not isinstance(one, dict) or "$ref" in one:
            continue
        name = f"{word(one.get('in', 'undefined'))}-{word(one.get('name', 'undefined'))}"
        if name in known:
            yield Report("a parameter before has the same `name` and `in`", (*scene.way, index))
        known.add(name)
        forms = forms or one.get("in") == "formData"
        bodies += [index] if one.get("in") == "body" else []
    if bodies and forms:
        yield Report("parameters are in `body` and in `formData`: a request has one or the other")
    for index in bodies[1:]:
        yield Report("a parameter before is in `body` already", (*scene.way, index))


FUNCTION = plain("oasOpParams", _check)
