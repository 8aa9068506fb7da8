"""Alternatives: which branches of the unions in a schema an example may be of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.provider import Provider
from govkit.spec.schemas.patterns import matches
from govkit.spec.schemas.shape import Shape, Spot, contains_value, is_false, plainly_allowed

_MOST = 48
_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """The alternatives that an example may be of, closest first, and those that it is not of but might as well be."""

    fitting: tuple[Spot, ...]
    others: tuple[Spot, ...] = ()


class Unions:
    """Chooses between the branches of unions."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._known: dict[tuple[int, ...], tuple[Spot, list[Spot]]] = {}

    def alternatives(self, spot: Spot) -> list[Spot]:
        """A spot once with each choice of branches; itself where there is nothing to choose, or too much."""
        key = tuple(id(atom.schema) for atom in spot)
        found = self._known.get(key)
        if found is None:
            self._known[key] = spot, [spot]  # for a union that contains itself
            found = self._known[key] = spot, self._expanded(spot)
        return found[1]

    def _expanded(self, spot: Spot) -> list[Spot]:
        found: list[Spot] = [spot]
        for union in self._provider.shape(spot).unions:
            branches = [inner for branch in union.branches for inner in self.alternatives((branch,))]
            if len(found) * len(branches) > _MOST:
                return found
            found = [(*one, *branch) for one in found for branch in branches]
        return [one for one in found if not self._provider.shape(one).impossible] or [spot]

    def choice(self, term: Term, spot: Spot) -> Choice:
        """The alternatives of a spot that an example may be of."""
        listed = self.alternatives(spot)
        if len(listed) == 1:
            return Choice((spot,))
        ranked = [(self.strays(term, one), one) for one in listed]
        fewest = min((strays for strays, _ in ranked if strays is not None), default=None)
        if fewest is None:
            return Choice(())
        fitting = tuple(one for strays, one in ranked if strays == fewest)
        others = tuple(
            one for strays, one in ranked if strays != fewest and self.strays(term, one, exact=True) is not None
        )
        return Choice(fitting, others)

    def strays(self, term: Term, spot: Spot, *, exact: bool = False, depth: int = 0) -> int | None:
        """How many members of an example nobody declares; None where it is no value of the spot even in part.

        With `exact` only those values are held against it that are expected as they are.
        """
        if depth > _DEPTH:
            return 0
        if depth and len(self.alternatives(spot)) > 1:
            found = [self._of_one(term, one, exact, depth) for one in self.alternatives(spot)]
            return min((strays for strays in found if strays is not None), default=None)
        return self._of_one(term, spot, exact, depth)

    def _of_one(self, term: Term, spot: Spot, exact: bool, depth: int) -> int | None:
        shape, value = self._provider.shape(spot), term.value
        if isinstance(value, dict):
            return self._object(term, shape, exact, depth) if "object" in shape.types else None
        if isinstance(value, list):
            return self._list(term, shape, exact, depth) if "array" in shape.types else None
        if exact and not term.exact:
            return 0
        return 0 if _holds(value, shape) else None

    def _object(self, term: Term, shape: Shape, exact: bool, depth: int) -> int | None:
        total = 0
        for name, inner in term.members.items():
            spot = member_of(shape, name)
            if spot is None:
                total += 1
                continue
            strays = self.strays(inner, spot, exact=exact, depth=depth + 1) if spot else 0
            if strays is None:
                return None
            total += strays
        return total

    def _list(self, term: Term, shape: Shape, exact: bool, depth: int) -> int | None:
        total = 0
        for index, inner in enumerate(term.items):
            spot = shape.prefix[index] if index < len(shape.prefix) else shape.items
            strays = self.strays(inner, spot, exact=exact, depth=depth + 1) if spot else 0
            if strays is None:
                return None
            total += strays
        return total


def member_of(shape: Shape, name: str) -> Spot | None:
    """What a shape says of a member; None where it declares none of that name, empty where anything goes."""
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


def _holds(value: Any, shape: Shape) -> bool:
    if shape.enum is not None and not contains_value(shape.enum, value):
        return False
    return plainly_allowed(value, shape)
