"""Trees → values: pure, bounded by what the data holds, and total but for `OverBudget`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from govkit.spec.expressions.errors import OverBudget
from govkit.spec.expressions.functions import Function, World
from govkit.spec.expressions.tree import Binary, Call, ListOf, Literal, Name, Tree, Unary, Within, walk
from govkit.spec.expressions.values import EXACT, MISSING, bounded, compared, equal, number_of

_MOST = 2_000_000
"""Trees that one evaluation looks at."""


@dataclass(slots=True)
class Scope:
    """What names stand for, the world around, and the functions that there are."""

    names: dict[str, Any]
    world: World
    functions: Mapping[str, Function]
    left: int = field(default=_MOST)

    def spend(self) -> None:
        """Counts one tree. Raises OverBudget."""
        self.left -= 1
        if self.left < 0:
            raise OverBudget


def evaluated(tree: Tree, scope: Scope) -> Any:
    """The value of a tree; MISSING where there is none. Raises OverBudget."""
    scope.spend()
    match tree:
        case Literal(value=value):
            return value
        case Name():
            return found(scope.names.get(tree.root, MISSING), tree.steps)
        case Binary():
            return _binary(tree, scope)
        case Within(inner=inner):
            return found(evaluated(inner, scope), tree.steps)
        case Call():
            return _called(tree, scope)
        case Unary(sign="!", inner=inner):
            return evaluated(inner, scope) is not True
        case Unary(inner=inner):
            number = number_of(evaluated(inner, scope))
            return MISSING if number is None else -number
        case ListOf(items=items):
            values = (evaluated(item, scope) for item in items)
            return [value for value in values if value is not MISSING]


def holds(tree: Tree, scope: Scope) -> bool:
    """Whether a condition holds: nothing but true does. Raises OverBudget."""
    return evaluated(tree, scope) is True


def found(value: Any, steps: tuple[str, ...]) -> Any:
    """What stands at the end of a way; `*` leads to every item of a list, and to what follows in each."""
    for position, step in enumerate(steps):
        if step == "*":
            if not isinstance(value, list):
                return MISSING
            return _every(value, steps[position + 1 :])
        value = _member(value, step)
        if value is MISSING:
            return MISSING
    return value


def _every(items: list[Any], steps: tuple[str, ...]) -> list[Any]:
    values = [found(item, steps) for item in items]
    if "*" in steps:
        values = [inner for value in values if isinstance(value, list) for inner in value]
    return [value for value in values if value is not MISSING]


def _member(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step, MISSING)
    if isinstance(value, list) and step.isdecimal() and len(step) < 10 and int(step) < len(value):
        return value[int(step)]
    return MISSING


def wanted_of_item(condition: Tree, scope: Scope) -> tuple[tuple[str, ...], list[str]] | None:
    """A way to a field of `$item`, and texts of which it must be one for a condition to hold; None where there is none.

    A number says its text as `plain_text` of records has it, a list those of its items. Whoever has an index by fields
    need not look at other items. Raises OverBudget.
    """
    if not isinstance(condition, Binary):
        return None
    left, right = condition.left, condition.right
    if condition.sign == "&&":
        return wanted_of_item(left, scope) or wanted_of_item(right, scope)
    if condition.sign not in ("==", "in"):
        return None
    for own, other in ((left, right), (right, left)):
        steps = _way_from_item(own)
        if steps is None or any(isinstance(one, Name) and one.root == ITEM for one in walk(other)):
            continue
        value = evaluated(other, scope)
        is_choice = condition.sign == "in" and own is left
        values = value if is_choice and isinstance(value, list) else [value]
        if all(isinstance(one, str) for one in values):
            return steps, [text for one in values for text in _spellings(one)]
    return None


def _way_from_item(tree: Tree) -> tuple[str, ...] | None:
    """The way to a field of `$item`, of which no step goes into a list."""
    if not isinstance(tree, Name) or tree.root != ITEM or not tree.steps:
        return None
    return None if any(step == "*" or step.isdecimal() for step in tree.steps) else tree.steps


def _spellings(text: str) -> list[str]:
    """A text, and where it tells a number, how that number is written that equals it."""
    number = number_of(text)
    if number is None:
        return [text]
    whole = [str(int(number))] if number == number.to_integral_value() else []
    rounded = float(number)
    return [text, *whole, str(int(rounded)) if rounded.is_integer() else str(rounded)]


ITEM = "item"
"""The name of what a function goes through."""


def _binary(tree: Binary, scope: Scope) -> Any:
    sign = tree.sign
    left = evaluated(tree.left, scope)
    if sign == "&&":
        return left is True and evaluated(tree.right, scope) is True
    if sign == "||":
        return left is True or evaluated(tree.right, scope) is True
    right = evaluated(tree.right, scope)
    if sign in _EQUAL:
        return equal(left, right) is _EQUAL[sign]
    if sign == "in":
        return isinstance(right, list) and any(equal(left, one) for one in right)
    if sign in _ORDERS:
        order = compared(left, right)
        return order is not None and order in _ORDERS[sign]
    return _computed(sign, number_of(left), number_of(right))


_EQUAL = {"==": True, "!=": False}
_ORDERS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


def _computed(sign: str, left: Decimal | None, right: Decimal | None) -> Any:
    if left is None or right is None:
        return MISSING
    try:
        number = bounded(_COMPUTING[sign](left, right))
    except (InvalidOperation, Overflow, DivisionByZero):
        return MISSING
    return MISSING if number is None else number


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    result = EXACT.divide(left, right)
    if int(result.as_tuple().exponent) < -_FINEST:
        return result.quantize(Decimal(1).scaleb(-_FINEST), context=EXACT)
    return result


_COMPUTING = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply, "/": _quotient}


_FINEST = 40
"""Digits after the point of a quotient that has no end."""


def _called(tree: Call, scope: Scope) -> Any:
    function = scope.functions.get(tree.name)
    if function is None:
        return MISSING
    if not function.each:
        return function.apply(scope.world, *(evaluated(one, scope) for one in tree.arguments))
    items = evaluated(tree.arguments[0], scope)
    if isinstance(items, str):
        chooses = function.chooses and len(tree.arguments) > 1
        wanted = wanted_of_item(tree.arguments[1], scope) if chooses else None
        items = scope.world.records(items) if wanted is None else scope.world.records_where(items, *wanted)
    if not isinstance(items, list):
        items = []
    if len(tree.arguments) == 1:
        return function.apply(items, items)
    names, values = scope.names, []
    try:
        for item in items:
            scope.names = {**names, ITEM: item}
            values.append(evaluated(tree.arguments[1], scope))
    finally:
        scope.names = names
    return function.apply(items, values)
