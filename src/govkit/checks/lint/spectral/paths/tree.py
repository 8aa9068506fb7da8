"""What an expression comes to: ways of steps, of which each goes to children that meet its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TypeAlias

from govkit.checks.lint.spectral.paths.filters.nodes import Expression, contexts


class Reach(IntEnum):
    """How far around a node one has to look to tell whether it is selected."""

    NODE = 0
    """At its key, itself, what is below it, and the root."""
    PARENT = 1
    """Also at what holds its holder."""
    WAY = 2
    """At the whole way to it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a node."""

    expression: Expression

    def reach(self, depth: int) -> Reach:
        """How far it looks around, asked of a node so many levels below the one that is judged."""
        found = contexts(self.expression)
        if "@path" in found:
            return Reach.WAY
        return Reach.PARENT if depth == 0 and found & {"@parent", "@parentProperty"} else Reach.NODE


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a step from a node leads anywhere: what is left of it where the expression goes up again by `^`."""

    step: Step

    def reach(self, depth: int) -> Reach:
        """As of a filter."""
        return max((condition.reach(depth + 1) for condition in self.step.conditions), default=Reach.NODE)


@dataclass(frozen=True, slots=True)
class IsContainer:
    """Whether a node is an object or an array."""

    def reach(self, _: int) -> Reach:
        """It looks at the node alone."""
        return Reach.NODE


Condition: TypeAlias = Filter | Exists | IsContainer


@dataclass(frozen=True, slots=True)
class Names:
    """Some keys. Indexes of arrays are named as texts."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Some items of an array. `end` is None where there is none."""

    start: int
    end: int | None
    step: int
    is_counted: bool = False
    """Steps are counted from the first one, as in Python; nimma counts them in its own way."""

    def takes(self, index: int, length: int) -> bool:
        """Whether an item is among them."""
        start, end = self.start, self.end
        if self.is_counted:
            return index in range(*slice(start, end, self.step).indices(length))
        if start >= 0 and (end is None or end >= 0):
            fits = self.step == 1 or index == start or index % self.step == start
            return fits and index >= start and (end is None or index < end)
        low = max(0, start + length) if start < 0 else min(length, start)
        high = length if end is None else max(0, end + length) if end < 0 else min(length, end)
        fits = self.step == 1 or (high - abs(self.step) > 0 and (index + start) % self.step == 0)
        return low <= index < high and fits


@dataclass(frozen=True, slots=True)
class Step:
    """From a node to children of it, or to whatever is below it where it is `deep`. No keys: any key."""

    keys: Names | Slice | None = None
    deep: bool = False
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Steps from the root, which has to meet conditions itself. `keyed`: the key is wanted, not the value."""

    steps: tuple[Step, ...]
    keyed: bool = False
    at_root: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Path:
    """An expression as it was written, and the ways of which each selects some of its nodes."""

    text: str
    branches: tuple[Branch, ...]

    @cached_property
    def reach(self) -> Reach:
        """How far around a node one has to look to tell whether it is selected."""
        return max(
            (condition.reach(0) for branch in self.branches for condition in _conditions(branch)), default=Reach.NODE
        )


def _conditions(branch: Branch) -> tuple[Condition, ...]:
    return (*branch.at_root, *(condition for step in branch.steps for condition in step.conditions))
