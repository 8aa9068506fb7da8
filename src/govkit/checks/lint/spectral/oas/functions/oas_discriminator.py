"""`oasDiscriminator`: the property that tells schemas apart is one of the schema, and required."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import plain


def _check(schema: Any, scene: Scene) -> Iterator[Report]:
    name = schema.get("discriminator") if isinstance(schema, dict) else None
    if not isinstance(name, str):
        return
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict) or name not in properties:
        yield Report(f"the schema has no property {name}, its discriminator", (*scene.way, "properties"))
    if not isinstance(required, list) or name not in required:
        yield Report(f"the discriminator {name} is not required", (*scene.way, "required"))


FUNCTION = plain("oasDiscriminator", _check)
