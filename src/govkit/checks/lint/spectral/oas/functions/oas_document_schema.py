"""`oasDocumentSchema`: a document has the form that its version of OpenAPI asks for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from govkit.checks.lint.spectral.model import Report, Scene
from govkit.checks.lint.spectral.oas.forms import openapi_3_0, openapi_3_1, openapi_3_2, swagger_2_0
from govkit.checks.lint.spectral.oas.functions._plain import plain
from govkit.checks.lint.spectral.validating import Failure, Forms
from govkit.spec.documents import Pointer

_SCHEMAS = (
    ("oas2", swagger_2_0.SCHEMA),
    ("oas3_2", openapi_3_2.SCHEMA),
    ("oas3_1", openapi_3_1.SCHEMA),
    ("oas3", openapi_3_0.SCHEMA),
)


def _check(document: Any, scene: Scene) -> Iterator[Report]:
    name = next((name for name, _ in _SCHEMAS if name in scene.linted.formats), None)
    if name is None:
        return
    for failure in _forms(name).failures(document):
        if failure.keyword != "if":
            yield Report(_message(failure), _way(failure))


@cache
def _forms(name: str) -> Forms:
    return Forms(dict(_SCHEMAS)[name])


def _way(failure: Failure) -> Pointer:
    """Where a reason stands: a field that nobody expects is that field."""
    unexpected = failure.keyword == "additionalProperties" and failure.extra is not None
    return (*failure.way, str(failure.extra)) if unexpected else failure.way


def _message(failure: Failure) -> str:
    if failure.keyword in ("additionalProperties", "unevaluatedProperties"):
        return failure.message
    subject = f'"{failure.way[-1]}" property ' if failure.way else ""
    choices = f": {', '.join(map(str, failure.allowed))}" if failure.allowed else ""
    return f"{subject}{failure.message}{choices}"


FUNCTION = plain("oasDocumentSchema", _check)
