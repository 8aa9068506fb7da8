"""`oasUnusedComponent`: what stands in `components` is referred to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.discovery import Named, core_functions
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene

_KINDS = ("schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks")


def _compiled(options: Any) -> Check:
    if options is not None:
        raise OptionsError("`oasUnusedComponent` takes no options")
    unused = core_functions()["unreferencedReusableObject"]
    checks = {kind: unused.compile({"reusableObjectsLocation": f"#/components/{kind}"}) for kind in _KINDS}

    def check(document: Any, scene: Scene) -> Iterator[Report]:
        components = document.get("components") if isinstance(document, dict) else None
        if isinstance(components, dict):
            for kind, one in checks.items():
                yield from one(components.get(kind), scene)

    return check


FUNCTION = Named("oasUnusedComponent", _compiled)
