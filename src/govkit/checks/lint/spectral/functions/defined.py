"""`defined`: a value is there, whatever it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import no_options
from govkit.checks.lint.spectral.model import UNDEFINED, Check, Report, Scene

_REPORTS = (Report('#{{print("property")}}must be there'),)


def _compiled(options: Any) -> Check:
    no_options("defined", options)
    return _check


def _check(value: Any, _: Scene) -> Iterable[Report]:
    return _REPORTS if value is UNDEFINED else ()


FUNCTION = Named("defined", _compiled)
