"""`undefined`: a value is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import no_options
from govkit.checks.lint.spectral.model import UNDEFINED, Check, Report, Scene

_REPORTS = (Report('#{{print("property")}}must not be there'),)


def _compiled(options: Any) -> Check:
    no_options("undefined", options)
    return _check


def _check(value: Any, _: Scene) -> Iterable[Report]:
    return () if value is UNDEFINED else _REPORTS


FUNCTION = Named("undefined", _compiled)
