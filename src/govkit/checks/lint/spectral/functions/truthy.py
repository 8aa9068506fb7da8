"""`truthy`: a value is there, and is not empty text, zero, false or null."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import no_options
from govkit.checks.lint.spectral.functions._values import is_truthy
from govkit.checks.lint.spectral.model import Check, Report, Scene

_REPORTS = (Report('#{{print("property")}}must have a value that is not empty'),)


def _compiled(options: Any) -> Check:
    no_options("truthy", options)
    return _check


def _check(value: Any, _: Scene) -> Iterable[Report]:
    return () if is_truthy(value) else _REPORTS


FUNCTION = Named("truthy", _compiled)
