"""A message mended until its reader takes it, and what the reader asked for on the way."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from govkit.findings import Direction
from govkit.gate.replay.exchange import Need
from govkit.gate.replay.sides import Side
from govkit.spec.schemas.shape import Shape, Shapes, Spot, Union
from govkit.spec.schemas.validators import Refusal
from govkit.spec.schemas.values import Values

_ROUNDS = 6
_MOST_NEEDS = 20
_NESTED = 6
_BRANCHES = 30


class Mender:
    """Mends messages for one side as their reader."""

    def __init__(self, shapes: Shapes, closed: bool) -> None:
        self._shapes = shapes
        self._values = Values(shapes, closed)

    def mended(self, value: Any, side: Side, spot: Spot, way: Direction) -> tuple[Any, tuple[Need, ...]] | None:
        """A value near a refused one that the side takes, and what it asked for; None where none was found."""
        work = _Work(side, way, self._shapes, self._values)
        better = copy.deepcopy(value)
        needs: list[Need] = []
        for number in range(_ROUNDS):
            refusals = side.refusals(spot, better, way, writes=False)
            if not refusals:
                return better, tuple(needs)
            for need in work.needs(better, refusals, spot):
                better = placed(better, need.path, need.example)
                if number == 0 and need not in needs:
                    needs.append(need)
        return (better, tuple(needs)) if side.accepts(spot, better, way, writes=False) else None


class _Work:
    def __init__(self, side: Side, way: Direction, shapes: Shapes, values: Values) -> None:
        self._side, self._way, self._shapes, self._values = side, way, shapes, values

    def needs(self, value: Any, refusals: Sequence[Refusal], spot: Spot, depth: int = 0) -> list[Need]:
        """What refusals ask for, each with a value that would do."""
        return [need for refusal in refusals[:_MOST_NEEDS] for need in self._of(value, refusal, spot, depth)]

    def _of(self, value: Any, refusal: Refusal, spot: Spot, depth: int) -> Iterator[Need]:
        inner, here = spot, value
        for step in refusal.path:
            inner = self._below(inner, step)
            here = here[step]
        shape = self._shapes.of(inner)
        if refusal.keyword == "required" and isinstance(here, dict):
            for name in sorted(shape.required - here.keys()):
                example = next(self._values.member(shape, name, 0), None)
                yield Need((*refusal.path, name), "required", True, example)
            return
        if refusal.keyword in ("anyOf", "oneOf") and depth < _NESTED:
            nearest = self._nearest(self._shapes.raw(inner).unions, here, depth)
            if nearest:
                yield from (Need((*refusal.path, *n.path), n.keyword, n.value, n.example) for n in nearest)
                return
        limit = shape.limits.get(refusal.keyword)
        if refusal.keyword == "maxItems" and isinstance(here, list) and limit is not None:
            yield Need(refusal.path, refusal.keyword, limit, here[: int(limit)])
            return
        fitting = (one for one in self._values.of_shape(shape) if self._takes(inner, one))
        for example in fitting:
            yield Need(refusal.path, refusal.keyword, said(refusal.keyword, shape), example)
            return

    def _nearest(self, unions: Sequence[Union], here: Any, depth: int) -> list[Need]:
        """What the branch asks for that lacks the least, told by where it refuses: the deeper, the nearer."""
        if not isinstance(here, dict | list):
            return []
        best: tuple[tuple[bool, int], list[Need]] | None = None
        for union in unions:
            for branch in union.branches[:_BRANCHES]:
                refusals = self._side.refusals((branch,), here, self._way, writes=False)
                shallow = any(r.keyword in ("enum", "const", "type") and len(r.path) <= 1 for r in refusals)
                rank = shallow, len(refusals)
                if refusals and (best is None or rank < best[0]):
                    best = rank, self.needs(here, refusals, (branch,), depth + 1)
        return best[1] if best is not None else []

    def _takes(self, spot: Spot, value: Any) -> bool:
        return not spot or self._side.accepts(spot, value, self._way, writes=False)

    def _below(self, spot: Spot, step: str | int) -> Spot:
        if isinstance(step, str):
            return self._side.reader.member(spot, step)
        shape = self._shapes.of(spot)
        return shape.prefix[step] if step < len(shape.prefix) else shape.items


def said(keyword: str, shape: Shape) -> Any:
    """What the shape says by a keyword, as JSON."""
    if keyword == "type":
        return sorted(shape.types)
    if keyword in ("enum", "const"):
        return list(shape.enum or ())
    if keyword in shape.limits:
        return shape.limits[keyword]
    found = shape.sets.get(keyword)
    return found[0] if found and len(found) == 1 else None


def placed(value: Any, path: tuple[str | int, ...], inner: Any) -> Any:
    """The value with another one at a place."""
    if not path:
        return inner
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = inner
    return value
