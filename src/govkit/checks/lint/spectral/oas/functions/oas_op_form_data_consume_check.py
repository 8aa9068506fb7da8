"""`oasOpFormDataConsumeCheck`: an operation with parameters in `formData` consumes a media type of forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import plain

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _check(operation: Any, scene: Scene) -> Iterator[Report]:
    if not isinstance(operation, dict):
        return
    consumes, parameters = operation.get("consumes"), operation.get("parameters")
    if not isinstance(consumes, list) or not isinstance(parameters, list):
        return
    has_form = any(isinstance(one, dict) and one.get("in") == "formData" for one in parameters)
    if has_form and not any(form in str(media) for media in consumes for form in _FORMS):
        yield Report(f"a parameter is in `formData`, so `consumes` must name {' or '.join(_FORMS)}")


FUNCTION = plain("oasOpFormDataConsumeCheck", _check)
