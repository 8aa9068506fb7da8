"""Which references lie on a circle: these stay as they are in a resolved tree.

As Spectral's resolver has it: a reference is on a circle where it stands inside of what it leads to, or of something
that can be reached from there by references. So all references of a circle stay, wherever one enters it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
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
    """Marks the references that lie on a circle: those that Spectral sees, and then those that it does not."""
    followed = [reference for reference in references if reference.target is not None]
    _mark(followed, _as_written, _stems)
    if any(reference.is_followed and not _is_simple(reference) for reference in followed):
        _mark([reference for reference in followed if reference.is_followed], _as_found, _holders)


def _mark(
    references: Sequence[Reference],
    name: Callable[[Reference], Hashable],
    holders: Callable[[Reference], Iterable[Hashable]],
) -> None:
    """Marks what is on a circle, where a target has a name, and what holds a reference has those that lead to them."""
    targets: dict[Hashable, int] = {}
    containing: dict[Hashable, int] = {}
    numbers = [targets.setdefault((_home(reference), name(reference)), len(targets)) for reference in references]
    for reference, number in zip(references, numbers, strict=True):
        place = (_home(reference), _as_found(reference))
        containing[place] = containing.get(place, 0) | 1 << number
    edges: list[set[int]] = [set() for _ in targets]
    for reference, number in zip(references, numbers, strict=True):
        for holder in holders(reference):
            source = targets.get((reference.part, holder))
            if source is not None and source != number:
                edges[source].add(number)
    found = reached(edges)
    for reference, number in zip(references, numbers, strict=True):
        if not reference.is_circular:
            around = 0
            for way in _ways(tuple(map(str, reference.way))):
                around |= containing.get((reference.part, way), 0)
            reference.is_circular = bool(around & found[number])


def _home(reference: Reference) -> Part:
    assert reference.target is not None
    return reference.target[0]


def _as_written(reference: Reference) -> str:
    return "#" + reference.text.partition("#")[2]


def _as_found(reference: Reference) -> tuple[str, ...]:
    assert reference.target is not None
    return tuple(map(str, reference.target[1]))


def _is_simple(reference: Reference) -> bool:
    """Whether Spectral sees a circle through what a reference leads to."""
    return _home(reference) is reference.part and not set("~%") & set(reference.text)


def _ways(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (way[:length] for length in range(len(way) + 1))


def _holders(reference: Reference) -> Iterator[tuple[str, ...]]:
    """What holds a reference: the ways above it."""
    return _ways(tuple(map(str, reference.way[:-1])))


def _stems(reference: Reference) -> Iterator[str]:
    """What holds a reference and not what it leads to, as pointers; none of one that stands inside of its target.

    Slashes in keys are not escaped in them, as they are not in the resolver of Spectral: that is why it does not see a
    circle that goes through a path of an API.
    """
    assert reference.target is not None
    way = tuple(map(str, reference.way))
    goal = _as_found(reference) if _home(reference) is reference.part else ()
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
