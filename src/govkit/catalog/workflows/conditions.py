"""Conditions before anything runs: whether they hold for an end of a call, and what they compare.

A comparison with a value that is not there does not hold, whichever way it is written; one with `null` asks whether
there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.workflows.grammar import STATUS
from govkit.catalog.workflows.model import Condition
from govkit.catalog.workflows.outcomes import Outcome
from govkit.catalog.workflows.scope import Scope
from govkit.catalog.workflows.types import Type, Unknown
from govkit.spec.expressions import Binary, Literal, Name, Tree, Unary, as_json, walk, written
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import Role


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value that is compared with a text, a number, true, false or null."""

    condition: Condition
    name: Name
    value: Any
    sign: str

    @property
    def expression(self) -> str:
        """The value as it is written."""
        return written(self.name)


def comparisons(conditions: Iterable[Condition]) -> Iterator[Comparison]:
    """What some conditions compare with what is written down; the status code is not among it."""
    for condition in conditions:
        for one in walk(condition.tree):
            if isinstance(one, Binary) and one.sign in ("==", "!="):
                sides = (one.left, one.right)
                names = [side for side in sides if isinstance(side, Name) and side.root != STATUS]
                literals = [side for side in sides if isinstance(side, Literal)]
                if len(names) == len(literals) == 1:
                    yield Comparison(condition, names[0], as_json(literals[0].value), one.sign)


def statuses(conditions: Iterable[Condition]) -> Iterator[tuple[Condition, int]]:
    """The statuses that some conditions wait for by name."""
    for condition in conditions:
        for one in walk(condition.tree):
            if isinstance(one, Binary) and one.sign == "==":
                sides = (one.left, one.right)
                if any(isinstance(side, Name) and side.root == STATUS for side in sides):
                    for side in sides:
                        if isinstance(side, Literal):
                            yield condition, int(as_json(side.value))


class Judge:
    """Decides conditions as far as descriptions do: True, False, or None where it takes a run to know."""

    def __init__(self, fitting: Fitting) -> None:
        self._fitting = fitting

    def all_hold(self, conditions: Iterable[Condition], scope: Scope, outcome: Outcome) -> bool | None:
        """Whether all of some conditions hold after an end of a call."""
        return _all(self.holds(one.tree, scope.after((outcome,)), outcome) for one in conditions)

    def holds(self, tree: Tree, scope: Scope, outcome: Outcome) -> bool | None:
        """Whether one holds."""
        match tree:
            case Binary(sign="&&"):
                return _all(self.holds(side, scope, outcome) for side in (tree.left, tree.right))
            case Binary(sign="||"):
                sides = [self.holds(side, scope, outcome) for side in (tree.left, tree.right)]
                return True if True in sides else None if None in sides else False
            case Unary(inner=inner):
                held = self.holds(inner, scope, outcome)
                return None if held is None else not held
            case Binary():
                return self._compared(tree, scope, outcome)
        return None

    def _compared(self, tree: Binary, scope: Scope, outcome: Outcome) -> bool | None:
        sides = (tree.left, tree.right)
        if any(isinstance(side, Name) and side.root == STATUS for side in sides):
            return _of_status(tree, outcome)
        names = [side for side in sides if isinstance(side, Name)]
        types = [scope.of(name) for name in names]
        if any(isinstance(one, Unknown) for one in types):
            return False if outcome.operation is not None else None
        literals = [as_json(side.value) for side in sides if isinstance(side, Literal)]
        if literals == [None] and isinstance(types[0], Type):
            return _is_nothing(types[0], tree.sign)
        if any(isinstance(one, Type) and not one.spots and one.lacks for one in types):
            return False
        if len(literals) != 1 or not isinstance(types[0], Type) or not types[0].spots:
            return None
        if not any(self.may_be(spot, literals[0]) for spot in types[0].spots):
            return False if tree.sign == "==" else (None if types[0].lacks else True)
        only = {repr(value) for spot in types[0].spots for value in self.values(spot) or ("", "more")}
        if len(only) == 1 and not types[0].lacks:
            return tree.sign == "=="
        return None

    def may_be(self, spot: Spot, value: Any) -> bool:
        """Whether a value may come."""
        return self._fitting.validator(spot, Role.WRITER).accepts(value)

    def values(self, spot: Spot) -> tuple[Any, ...] | None:
        """All that a spot may be, where they are listed."""
        shape = self._fitting.shapes.of(spot)
        if shape.enum is not None:
            return shape.enum
        return (False, True) if shape.types == {"boolean"} else None


def _is_nothing(one: Type, sign: str) -> bool | None:
    """Whether a comparison with null holds: it asks whether there is nothing."""
    if one.spots and one.lacks:
        return None
    return bool(one.lacks) == (sign == "==") if one.spots or one.lacks else None


def found_there(tree: Tree, *, held: bool) -> frozenset[str]:
    """The names for which there is something where a condition held, or where it did not."""
    match tree:
        case Binary(sign="&&" | "||"):
            left, right = (found_there(side, held=held) for side in (tree.left, tree.right))
            return left | right if held == (tree.sign == "&&") else left & right
        case Unary(inner=inner):
            return found_there(inner, held=not held)
        case Binary():
            sides = (tree.left, tree.right)
            names = frozenset(written(side) for side in sides if isinstance(side, Name) and side.root != STATUS)
            null = any(isinstance(side, Literal) and side.value is None for side in sides)
            if null:
                return names if held == (tree.sign == "!=") else frozenset()
            return names if held else frozenset()
    return frozenset()


def all_found_there(conditions: Iterable[Condition], *, held: bool) -> frozenset[str]:
    """The same where all of some conditions held, or where not all did."""
    found = [found_there(one.tree, held=held) for one in conditions]
    if held:
        return frozenset().union(*found)
    return found[0].intersection(*found[1:]) if found else frozenset()


def status_held(tree: Tree, outcome: Outcome) -> bool | None:
    """Whether a condition holds as far as the status decides it."""
    match tree:
        case Binary(sign="&&"):
            return _all(status_held(side, outcome) for side in (tree.left, tree.right))
        case Binary(sign="||"):
            sides = [status_held(side, outcome) for side in (tree.left, tree.right)]
            return True if True in sides else None if None in sides else False
        case Unary(inner=inner):
            held = status_held(inner, outcome)
            return None if held is None else not held
        case Binary():
            names = [side for side in (tree.left, tree.right) if isinstance(side, Name)]
            return _of_status(tree, outcome) if any(name.root == STATUS for name in names) else None
    return None


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    found = list(verdicts)
    return False if False in found else None if None in found else True


def _of_status(tree: Binary, outcome: Outcome) -> bool:
    """How a comparison of the status ends, which is the same for all statuses of an outcome."""
    status = outcome.status
    if status is None:
        return False
    left, right = (
        status if isinstance(side, Name) else as_json(getattr(side, "value", None)) for side in (tree.left, tree.right)
    )
    if not isinstance(left, int) or not isinstance(right, int):
        return False
    return {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[tree.sign]
