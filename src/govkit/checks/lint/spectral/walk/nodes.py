"""Many paths as one tree of steps: what they have in common at their start is there once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govkit.checks.lint.spectral.paths.conditions import is_about_key, test_of, throws_without, wanted
from govkit.checks.lint.spectral.paths.filters.compiling import Test
from govkit.checks.lint.spectral.paths.tree import Branch, Condition, Filter, Names, Path, Slice, Step


class Accepted:
    """The paths that select a node, by their indexes: for its value, or for its key."""

    __slots__ = ("by_key", "by_value")

    def __init__(self, by_value: tuple[int, ...], by_key: tuple[int, ...]) -> None:
        self.by_value = by_value
        self.by_key = by_key


class Edge:
    """A step of some paths, and the node that it leads to.

    `of_key` are its conditions that a key answers, `tests` the others; of `wanted` an object must have one,
    or else JavaScript `throws`. `is_of_containers`: nothing but objects and arrays meets them.
    """

    __slots__ = ("deep", "is_of_containers", "names", "node", "of_key", "slice", "tests", "throws", "wanted")

    def __init__(self, step: Step, node: Node) -> None:
        self.node = node
        self.deep = step.deep
        self.names = step.keys.names if isinstance(step.keys, Names) else None
        self.slice: Slice | None = step.keys if isinstance(step.keys, Slice) else None
        self.of_key = tuple(test_of(condition) for condition in step.conditions if is_about_key(condition))
        others = [condition for condition in step.conditions if not is_about_key(condition)]
        self.tests: tuple[Test, ...] = tuple(test_of(condition) for condition in others)
        self.is_of_containers = bool(others) and not isinstance(others[0], Filter)
        self.throws = bool(others) and throws_without(others[0])
        known = [keys for keys in map(wanted, others) if keys is not None]
        self.wanted: frozenset[str] | None = min(known, key=len, default=None)

    @property
    def is_open(self) -> bool:
        """Whether the key alone does not tell that it leads on."""
        return bool(self.tests) or self.slice is not None


class Node:
    """Where some steps have led to: the edges that go on from there, and the paths that end there."""

    __slots__ = ("by_key", "by_value", "edges", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.edges: dict[Any, Edge] = {}
        self.by_value: list[int] = []
        self.by_key: list[int] = []

    @property
    def is_deep(self) -> bool:
        """Whether some of its edges lead to any depth."""
        return any(edge.deep for edge in self.edges.values())


class Steps:
    """The tree of steps of some paths. `starts` are its roots, by what the root of a document has to meet."""

    def __init__(self, paths: Sequence[tuple[int, Path]]) -> None:
        self._count = 0
        self.starts: dict[tuple[Condition, ...], Node] = {}
        for index, path in paths:
            for branch in path.branches:
                self._add(index, branch)

    def _add(self, index: int, branch: Branch) -> None:
        node = self.starts.get(branch.at_root)
        if node is None:
            node = self.starts[branch.at_root] = self._made()
        for step in branch.steps:
            edge = node.edges.get(step)
            if edge is None:
                edge = node.edges[step] = Edge(step, self._made())
            node = edge.node
        ends = node.by_key if branch.keyed else node.by_value
        if index not in ends:
            ends.append(index)

    def _made(self) -> Node:
        self._count += 1
        return Node(self._count)
