"""Places of a body as a contract describes it: each looked up once, however many examples pass through it."""

from __future__ import annotations

from functools import cached_property

from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.ways import Components, Way
from govkit.spec.schemas.patterns import matches
from govkit.spec.schemas.shape import ALL_TYPES, Shape, Spot, is_false

_MOST = 48


class Places:
    """The places of one contract, from the roots of its bodies on."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.components = Components(provider.contract)
        self._roots: dict[tuple[int, ...], Place] = {}
        self._branches: dict[tuple[int, ...], tuple[Spot, list[Spot]]] = {}

    def root(self, spot: Spot) -> Place:
        """The place of a whole body."""
        key = tuple(id(atom.schema) for atom in spot)
        if key not in self._roots:
            self._roots[key] = self.place(spot, Way())
        return self._roots[key]

    def place(self, spot: Spot, way: Way, branch: Spot | None = None) -> Place:
        """A place that a way leads to; where it is an alternative, the `branch` that was chosen names it."""
        return Place(self, spot, self.components.entered(way, spot if branch is None else branch), branch)

    def branches(self, spot: Spot) -> list[Spot]:
        """What comes to a spot with each choice of branches in its unions; nothing where there is no choice."""
        key = tuple(id(atom.schema) for atom in spot)
        found = self._branches.get(key)
        if found is None:
            self._branches[key] = spot, []  # for a union that contains itself
            found = self._branches[key] = spot, self._expanded(spot)
        return found[1]

    def _expanded(self, spot: Spot) -> list[Spot]:
        found: list[Spot] = [()]
        for union in self.provider.shape(spot).unions:
            branches = [(branch, *more) for branch in union.branches for more in self.branches((branch,)) or [()]]
            if len(found) * len(branches) > _MOST:
                break
            found = [(*one, *branch) for one in found for branch in branches]
        possible = [one for one in found if one and not self.provider.shape((*spot, *one)).impossible]
        return possible if len(possible) > 1 or found != [()] else []


class Place:
    """What a contract says at one place of a body."""

    def __init__(self, places: Places, spot: Spot, way: Way, branch: Spot | None = None) -> None:
        self._places = places
        self._members: dict[str, Place | None] = {}
        self._items: dict[int, Place | None] = {}
        self.spot = spot
        self.way = way
        self.branch = branch
        self.shape: Shape = places.provider.shape(spot)
        self.is_anything = self.shape.types >= ALL_TYPES
        """Whether values of all types are allowed."""
        self.is_single = not self.shape.unions or branch is not None
        """Whether there is nothing to choose."""

    @cached_property
    def alternatives(self) -> list[Place]:
        """The place once with each choice of branches; itself where there is nothing to choose, or too much."""
        if self.is_single:
            return [self]
        branches = self._places.branches(self.spot)
        return [self._places.place((*self.spot, *one), self.way, one) for one in branches] or [self]

    def member(self, name: str) -> Place | None:
        """A member; None where none of that name is declared. Nothing is said of it where its spot is empty."""
        if name not in self._members:
            spot = self._member(name)
            self._members[name] = None if spot is None else self._places.place(spot, self.way.member(name))
        return self._members[name]

    def _member(self, name: str) -> Spot | None:
        shape = self.shape
        declared = shape.properties.get(name)
        by_pattern = tuple(atom for pattern, atom in shape.patterns if matches(pattern, name))
        if declared is not None:
            return declared + by_pattern
        if by_pattern:
            return by_pattern
        if any(is_false(atom) for atom in shape.additional):
            return None
        if shape.additional:
            return shape.additional
        return () if shape.open or not shape.properties else None

    def item(self, index: int) -> Place | None:
        """An item; None where nothing is said of it."""
        index = min(index, len(self.shape.prefix))
        if index not in self._items:
            spot = self.shape.prefix[index] if index < len(self.shape.prefix) else self.shape.items
            self._items[index] = self._places.place(spot, self.way.item()) if spot else None
        return self._items[index]

    @cached_property
    def takes_any_of_its_type(self) -> bool:
        """Whether nothing is asked but the type."""
        shape = self.shape
        return shape.enum is None and not (shape.limits or shape.sets or shape.opaque or shape.unions)

    @cached_property
    def _plain(self) -> frozenset[str]:
        """The types of scalars of which nothing more is asked; none where more is, or where it depends."""
        types = self.shape.types
        if not self.takes_any_of_its_type or self.shape.dangling or types & {"object", "array"}:
            return frozenset()
        return types | {"integer"} if "number" in types else types

    def is_plain_for(self, kind: str, exact: bool) -> bool:
        """Whether nothing but values of an example's type may come, or `exact`, whether it may come at all."""
        plain = self._plain
        return kind in plain and (exact or len(self.shape.types) == 1)

    @cached_property
    def says_nothing(self) -> bool:
        """Whether nothing is said of the members of an object, and none is refused."""
        shape = self.shape
        if shape.properties or shape.patterns or shape.opaque or shape.unions:
            return False
        return not any(is_false(atom) or atom.schema for atom in shape.additional)
