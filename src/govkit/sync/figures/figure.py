"""What a figure is: data with a computation, its formula in words, and the example that is its test and its page."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from govkit.sync.figures.period import Span
    from govkit.sync.figures.scene import Scene

PACKAGE = "govkit.sync.figures.kinds"

Better: TypeAlias = Literal["higher", "lower"]


class Unit(StrEnum):
    """What a value counts."""

    SHARE = "share"
    """From 0 to 1."""
    SECONDS = "seconds"
    RUNS = "runs"
    PER_100_RUNS = "per 100 runs"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of a figure in a period.

    `subject` is what it is of: a workflow, a measure or a reconciliation of the catalog. `part` tells several values
    of one subject apart (`median`, `p95`). `of` is how many runs, exceptions, … it is made of. Without a value, `said`
    tells why there is none; else what is not in it.
    """

    subject: str
    value: float | None
    of: int = 0
    part: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A history as YAML, and the values that follow for March 2026, each as (subject, part, value, of).

    `measure` is the specification of a measure that the figure is asked for. `because` says what the history shows.
    """

    history: str
    gives: tuple[tuple[str, str, float | None, int], ...]
    because: str
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure: `id` is that of its module.

    `counts` says of what it speaks, `events` what is looked at and which moment puts it into a period, `words` and
    `formula` how the value is made, `no_data` why there may be none in a period.
    """

    id: str
    title: str
    counts: str
    events: str
    words: str
    formula: str
    unit: Unit
    better: Better
    no_data: str
    examples: tuple[Example, ...]
    measure: Callable[[Scene, Span], Iterable[Measured]]


@cache
def all_figures() -> dict[str, Figure]:
    """Every figure by id, sorted.

    Raises RuntimeError for a module without a FIGURE, or whose name is not its id: mistakes of ours.
    """
    found: dict[str, Figure] = {}
    for info in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__):
        one = getattr(importlib.import_module(f"{PACKAGE}.{info.name}"), "FIGURE", None)
        if not isinstance(one, Figure) or one.id != info.name.replace("_", "-"):
            raise RuntimeError(f"{PACKAGE}.{info.name} must define the FIGURE of its name")
        found[one.id] = one
    return dict(sorted(found.items()))


_ENOUGH = 20
"""Of fewer values, the one below which 95 of 100 lie is the largest."""


def spread(subject: str, values: Iterable[float]) -> list[Measured]:
    """The median of values, and the one below which 95 of 100 lie (nearest rank); nothing where there are none."""
    ordered = sorted(values)
    if not ordered:
        return []
    few = "" if len(ordered) >= _ENOUGH else "the largest, of so few"
    return [
        Measured(subject, median(ordered), len(ordered), "median"),
        Measured(subject, ordered[-(-95 * len(ordered) // 100) - 1], len(ordered), "p95", few),
    ]


def median(ordered: Sequence[float]) -> float:
    """The middle of values in order."""
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
