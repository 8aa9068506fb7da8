"""A figure in the results: where it stands, by a query of JSONPath (RFC 9535), alone or beside another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jsonpath

from benchmarks.gathering import Gathered


@dataclass(frozen=True, slots=True)
class Value:
    """The number that `path` finds in what a part wrote; divided by that of `per`, less that of `less`.

    Where a query finds several, the greatest counts, or the `least`.
    """

    part: str
    path: str
    per: str = ""
    less: str = ""
    least: bool = False

    def of(self, gathered: Gathered) -> float | None:
        """The number; None where the part never ran, or could not measure it, as where a peer is not to be had."""
        results = gathered.results(self.part)
        found = self._number(results, self.path)
        for path, join in ((self.per, _divided), (self.less, float.__sub__)):
            if path and found is not None:
                other = self._number(results, path)
                found = None if other is None else join(found, other)
        return found

    def _number(self, results: Any, path: str) -> float | None:
        found = [float(one) for one in many(results, path) if isinstance(one, int | float)]
        return (min if self.least else max)(found) if found else None


def _divided(one: float, other: float) -> float | None:
    return one / other if other else None


def many(results: Any, path: str) -> list[Any]:
    """All that a query finds in what a part wrote; nothing where it never ran."""
    return [] if results is None else list(jsonpath.findall(path, results))


def said(value: float, unit: str = "") -> str:
    """A number as people read it: three digits that mean something, thousands apart, with its unit."""
    if unit == "%":
        return f"{_part(value * 100)} %"
    size = abs(value)
    digits = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2
    text = f"{value:,.{digits}f}"
    if digits == 2 and text.endswith("0"):
        text = text[:-1]
    return f"{text}{unit}" if unit == "×" else f"{text} {unit}".rstrip()


def _part(percent: float) -> str:
    """A part of a hundred: what is almost all is not all."""
    if percent == round(percent):
        return f"{percent:.0f}"
    return next(text for digits in range(1, 9) if float(text := f"{percent:.{digits}f}") < 100 or percent >= 100)
