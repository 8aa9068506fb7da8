"""Alternatives: which branches of the unions in a schema an example may be of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.places import Place
from govkit.spec.schemas.shape import Shape, contains_value, plainly_allowed

_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """The alternatives that an example may be of, and those that it is not of but might as well be."""

    fitting: tuple[Place, ...]
    others: tuple[Place, ...] = ()


def choice(term: Term, place: Place) -> Choice:
    """The alternatives of a place that an example may be of: those that declare most of its members."""
    listed = place.alternatives
    if len(listed) == 1:
        return Choice((listed[0],))
    ranked = [(strays(term, one), one) for one in listed]
    fewest = min((count for count, _ in ranked if count is not None), default=None)
    if fewest is None:
        return Choice(())
    fitting = tuple(one for count, one in ranked if count == fewest)
    others = (one for count, one in ranked if count != fewest)
    return Choice(fitting, tuple(one for one in others if strays(term, one, exact=True) is not None))


def strays(term: Term, place: Place, *, exact: bool = False, depth: int = 0) -> int | None:
    """How many members of an example nobody declares; None where it is no value of the place even in part.

    With `exact` only those values are held against it that are expected as they are.
    """
    if depth > _DEPTH:
        return 0
    if depth and len(place.alternatives) > 1:
        found = [_of_one(term, one, exact, depth) for one in place.alternatives]
        return min((count for count in found if count is not None), default=None)
    return _of_one(term, place, exact, depth)


def _of_one(term: Term, place: Place, exact: bool, depth: int) -> int | None:
    shape, value = place.shape, term.value
    if isinstance(value, dict):
        return _of_members(term, place, exact, depth) if "object" in shape.types else None
    if isinstance(value, list):
        return _of_items(term, place, exact, depth) if "array" in shape.types else None
    if exact and not term.exact:
        return 0
    return 0 if is_allowed(value, shape) else None


def _of_members(term: Term, place: Place, exact: bool, depth: int) -> int | None:
    total = 0
    for name, inner in term.members.items():
        member = place.member(name)
        if member is None:
            total += 1
            continue
        count = strays(inner, member, exact=exact, depth=depth + 1) if member.spot else 0
        if count is None:
            return None
        total += count
    return total


def _of_items(term: Term, place: Place, exact: bool, depth: int) -> int | None:
    total = 0
    for index, inner in enumerate(term.items):
        item = place.item(index)
        count = strays(inner, item, exact=exact, depth=depth + 1) if item is not None else 0
        if count is None:
            return None
        total += count
    return total


def is_allowed(value: Any, shape: Shape) -> bool:
    """Whether a scalar is one of the values of a shape, unions not asked."""
    if shape.enum is not None and not contains_value(shape.enum, value):
        return False
    return plainly_allowed(value, shape)
