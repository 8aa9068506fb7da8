"""Which references lie on a circle: these stay as they are in a resolved tree.

As Spectral's resolver has it: a reference is on a circle where it stands inside of what it leads to, or of something
that can be reached from there by references. So all references of a circle stay, wherever one enters it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govkit.checks.lint.spectral.walk.references import Part, Reference


def reached(edges: Sequence[Iterable[int]]) -> list[int]:
    """For each node of a graph the nodes that can be reached from it, as the bits of a number.

    A node on a circle reaches itself. (Tarjan, Depth-first search and linear graph algorithms, 1972.)
    """
    found = [0] * len(edges)
    index, low = [0] * len(edges), [0] * len(edges)
    open_nodes: list[int] = []
    is_open = [False] * len(edges)
    count = 0
    for root in range(len(edges)):
        if index[root]:
            continue
        waiting: list[tuple[int, list[int]]] = []
        entered: int | None = root
        while entered is not None or waiting:
            if entered is not None:
                count += 1
                index[entered] = low[entered] = count
                open_nodes.append(entered)
                is_open[entered] = True
                waiting.append((entered, list(edges[entered])))
            node, left = waiting[-1]
            entered = _next(left, index)
            if entered is not None:
                continue
            waiting.pop()
            low[node] = min([low[node], *(low[other] for other in edges[node] if is_open[other])])
            if low[node] == index[node]:
                _close(node, open_nodes, is_open, edges, found)
    return found


def _next(left: list[int], index: list[int]) -> int | None:
    """The next neighbour that was not entered yet."""
    while left:
        node = left.pop()
        if not index[node]:
            return node
    return None


def _close(
    node: int, open_nodes: list[int], is_open: list[bool], edges: Sequence[Iterable[int]], found: list[int]
) -> None:
    """Takes the nodes of one circle, or a single node, off the stack: all that they reach is known."""
    members: list[int] = []
    while not members or members[-1] != node:
        members.append(open_nodes.pop())
        is_open[members[-1]] = False
    everything = 0
    for member in members:
        for other in edges[member]:
            everything |= 1 << other | found[other]
    for member in members:
        found[member] = everything


def mark_circles(references: Sequence[Reference]) -> None:
    """Marks the references that lie on a circle."""
    targets: dict[tuple[Part, str], int] = {}
    containing: dict[tuple[Part, tuple[str, ...]], int] = {}
    numbers: list[int] = []
    for reference in references:
        if reference.target is None:
            numbers.append(-1)
            continue
        part, way, _ = reference.target
        number = targets.setdefault((part, "#" + reference.text.partition("#")[2]), len(targets))
        texts = tuple(map(str, way))
        containing[part, texts] = containing.get((part, texts), 0) | 1 << number
        numbers.append(number)
    edges: list[set[int]] = [set() for _ in targets]
    for reference, number in zip(references, numbers, strict=True):
        if number >= 0:
            for stem in _stems(reference):
                source = targets.get((reference.part, stem))
                if source is not None and source != number:
                    edges[source].add(number)
    found = reached(edges)
    for reference, number in zip(references, numbers, strict=True):
        if number >= 0 and not reference.is_circular:
            texts = tuple(map(str, reference.way))
            around = 0
            for length in range(len(texts) + 1):
                around |= containing.get((reference.part, texts[:length]), 0)
            reference.is_circular = bool(around & found[number])


def _stems(reference: Reference) -> Iterator[str]:
    """What holds a reference and not what it leads to, as pointers; none of one that stands inside of its target.

    Slashes in keys are not escaped in them, as they are not in the resolver of Spectral: that is why it does not see a
    circle that goes through a path of an API.
    """
    assert reference.target is not None
    part, target, _ = reference.target
    way = tuple(map(str, reference.way))
    goal = tuple(map(str, target)) if part is reference.part else ()
    if goal and way[: len(goal)] == goal:
        reference.is_circular = True
        return
    stem, tail = "#", ""
    for index, key in enumerate(way[:-1]):
        if index < len(goal) and goal[index] == key:
            stem += f"/{key}"
        else:
            tail += f"/{key}"
            yield stem + tail
