"""How many of some members an object has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from govkit.checks.lint.spectral.functions._options import names_of
from govkit.checks.lint.spectral.model import Check, Report, Scene

_SHOWN = 4


def presence(function: str, options: Any, most: int | None) -> Check:
    """A check that an object has at least one of the `properties`, and not more than `most`."""
    names = names_of(function, options)
    wanted = frozenset(names)
    missing = (Report(f"one of {_quoted(names)} must be there"),)

    def check(value: Any, _: Scene) -> Iterable[Report]:
        if not isinstance(value, dict):
            return ()
        present = [key for key in value if key in wanted]
        if not present:
            return missing
        if most is not None and len(present) > most:
            return (Report(f"only one of {_quoted(present)} may be there"),)
        return ()

    return check


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
