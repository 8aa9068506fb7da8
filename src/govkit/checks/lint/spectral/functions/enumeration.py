"""`enumeration`: a text, a number, a boolean or null is one of some values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import members
from govkit.checks.lint.spectral.functions._values import is_same, shown
from govkit.checks.lint.spectral.model import UNDEFINED, Check, OptionsError, Report, Scene

_SHOWN = 50


def _compiled(options: Any) -> Check:
    values = members("enumeration", options, ("values",), ("values",))["values"]
    if not isinstance(values, list) or any(isinstance(value, list | dict) for value in values):
        raise OptionsError("`values` of `enumeration` must be a list of texts, numbers, booleans or null", ("values",))
    texts = frozenset(value for value in values if isinstance(value, str))
    others = [value for value in values if not isinstance(value, str)]
    listed = ", ".join(map(shown, values[:_SHOWN])) + (f" and {len(values) - _SHOWN:,} more" if values[_SHOWN:] else "")
    reports = (Report(f'#{{{{print("value")}}}} is none of {listed}'),)

    def check(value: Any, _: Scene) -> Iterable[Report]:
        if isinstance(value, str):
            return () if value in texts else reports
        if isinstance(value, list | dict) or value is UNDEFINED:
            return ()
        return () if any(is_same(value, other) for other in others) else reports

    return check


FUNCTION = Named("enumeration", _compiled)
