"""What stands at the end of a way: the schemas of the values there, and where on the way there may be none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from govkit.catalog.mapping.ways import Way
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import ALL_TYPES, Shape, Spot, spot_key
from govkit.spec.schemas.values import Budget

_BRANCHES = 64
_CHOICES = 1_500

Trail: TypeAlias = tuple[str, ...]
"""Names from the record down, `*` for any item of a list that a declaration goes through."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the ways of a declaration start: an object or an item, and the record that it lies in."""

    item: tuple[Spot, ...]
    record: tuple[Spot, ...]
    trail: Trail = ()

    def start(self, way: Way) -> tuple[tuple[Spot, ...], Trail]:
        """The schemas that a way starts at, and the trail that leads there."""
        return (self.record, ()) if way.absolute else (self.item, self.trail)


@dataclass(frozen=True, slots=True)
class Reached:
    """The end of a way. `gaps` are the trails at which there may be nothing.

    Where no schema declares a name on the way, `missing` is that name, and `known` are those that could be meant.
    """

    spots: tuple[Spot, ...]
    trail: Trail
    gaps: frozenset[Trail] = frozenset()
    missing: str | None = None
    known: tuple[str, ...] = ()


class Reach:
    """Follows ways through schemas."""

    def __init__(self, fitting: Fitting) -> None:
        self._fitting = fitting

    def of(self, scope: Scope, way: Way) -> Reached:
        """What a way leads to."""
        spots, trail = scope.start(way)
        gaps: set[Trail] = set()
        for step in way.steps:
            below, may_lack, known = self._member(spots, step)
            trail = (*trail, step)
            if not below:
                return Reached((), trail, frozenset(gaps), missing=step, known=known)
            if may_lack:
                gaps.add(trail)
            spots = below
        if any("null" in self._fitting.shapes.of(spot).types for spot in spots):
            gaps.add(trail)
        return Reached(self._present(spots), trail, frozenset(gaps))

    def items(self, reached: Reached) -> tuple[Spot, ...]:
        """The schemas of the items of lists."""
        return self.items_of(reached.spots)

    def items_of(self, spots: Sequence[Spot]) -> tuple[Spot, ...]:
        """The schemas of the items, where some are lists; none where nothing is."""
        found: list[Spot] = []
        for spot in spots:
            for shape in self._shapes(spot):
                if "array" in shape.types:
                    found += [*shape.prefix, shape.items or made({})]
        return _once(found)

    def names(self, spots: Sequence[Spot]) -> dict[str, tuple[Spot, ...]]:
        """The members that objects declare, with their schemas."""
        found: dict[str, list[Spot]] = {}
        for spot in spots:
            for shape in self._shapes(spot):
                if "object" in shape.types:
                    for name, member in shape.properties.items():
                        if name not in shape.unsent and self._fitting.values.member_spot(shape, name) is not None:
                            found.setdefault(name, []).append(member)
        return {name: _once(members) for name, members in found.items()}

    def _shapes(self, spot: Spot) -> Iterator[Shape]:
        """The shapes of all branches of a spot; where there are more than are looked at, one more that allows all."""
        budget = Budget(_CHOICES)
        shapes = self._fitting.values.settled(self._fitting.shapes.of(spot), budget)
        yield from islice(shapes, _BRANCHES)
        if next(shapes, None) is not None or budget.left < 0:
            yield Shape(types=ALL_TYPES, open=True)

    def _present(self, spots: Sequence[Spot]) -> tuple[Spot, ...]:
        present = (self._fitting.present(spot) for spot in spots)
        return tuple(spot for spot in present if not self._fitting.shapes.of(spot).impossible)

    def _member(self, spots: Sequence[Spot], step: str) -> tuple[tuple[Spot, ...], bool, tuple[str, ...]]:
        """The schemas of a member, whether it may not be there, and the names that there are."""
        found: list[Spot] = []
        lacks = False
        known: dict[str, None] = {}
        for spot in spots:
            for shape in self._shapes(spot):
                if "array" in shape.types and step.isdecimal():
                    index = int(step)
                    found.append((shape.prefix[index] if index < len(shape.prefix) else shape.items) or made({}))
                    lacks |= shape.limits.get("minItems", 0) <= index or len(shape.types) > 1
                    continue
                known |= dict.fromkeys(shape.properties)
                member = self._fitting.values.member_spot(shape, step) if "object" in shape.types else None
                if member is None:
                    lacks = True
                    continue
                found.append(member or made({}))
                lacks |= step not in shape.required or shape.types != {"object"}
        return _once(found), lacks, tuple(known)


def _once(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    return tuple({spot_key(spot): spot for spot in spots}.values())
