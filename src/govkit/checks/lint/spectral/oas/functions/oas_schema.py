"""`oasSchema`: a value is as a schema says, in the dialect that the document has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene
from govkit.checks.lint.spectral.oas.functions._schemas import schemas_of


def _compiled(options: Any) -> Check:
    if not isinstance(options, dict) or options.keys() != {"schema"} or not isinstance(options["schema"], dict):
        raise OptionsError("`oasSchema` takes a `schema`")
    schema = options["schema"]

    def check(value: Any, scene: Scene) -> Iterator[Report]:
        return schemas_of(scene).reports(schema, value, scene.way)

    return check


FUNCTION = Named("oasSchema", _compiled)
