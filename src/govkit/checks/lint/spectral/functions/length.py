"""`length`: of a text, a list or an object; of a number, its value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import members
from govkit.checks.lint.spectral.functions._values import is_number, shown
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene


def _compiled(options: Any) -> Check:
    said = members("length", options, ("min", "max"))
    if not said:
        raise OptionsError("`length` wants `min`, `max` or both")
    for name, bound in said.items():
        if not is_number(bound):
            raise OptionsError(f"`{name}` of `length` must be a number", (name,))
    low, high = said.get("min"), said.get("max")

    def check(value: Any, _: Scene) -> Iterable[Report]:
        size = _size(value)
        if size is None:
            return ()
        found: tuple[Report, ...] = ()
        if low is not None and size < low:
            found = (Report(f'#{{{{print("property")}}}}must not be shorter than {shown(low)}'),)
        if high is not None and size > high:
            found = (*found, Report(f'#{{{{print("property")}}}}must not be longer than {shown(high)}'))
        return found

    return check


def _size(value: Any) -> float | None:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-16-le", "surrogatepass")) // 2
    if isinstance(value, list | dict):
        return len(value)
    return value if is_number(value) else None


FUNCTION = Named("length", _compiled)
