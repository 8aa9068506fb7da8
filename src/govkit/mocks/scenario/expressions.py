"""Expressions of a scenario compiled to closures: the one language of expressions, with functions that draw."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from govkit.mocks.scenario.draws import Weighted, drawn, picked, salt_of
from govkit.mocks.scenario.words import APPLIED, FUNCTIONS
from govkit.spec.expressions import (
    MISSING,
    Binary,
    Call,
    ExpressionError,
    Grammar,
    ListOf,
    Literal,
    Name,
    Tree,
    Unary,
    Within,
)

if TYPE_CHECKING:
    from govkit.mocks.scenario.facts import Fact

Made: TypeAlias = Callable[["Fact", Any], Any]
"""From a fact and an item of a list to a value; MISSING where there is none."""

GRAMMAR = Grammar(functions=FUNCTIONS)
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda a, b: a in b,
}


class Constant:
    """A value that is known before any fact is."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, _: Fact, __: Any) -> Any:
        """The value."""
        return self.value


class Expressions:
    """Compiles expressions. `words` are named constants, `system` is the one whose identifiers `key` tells."""

    def __init__(self, words: Mapping[str, Any], seed: int, *, system: str = "") -> None:
        self._words = words
        self._seed = seed
        self._system = system
        self._place = ""
        self._count = 0

    def at(self, place: str) -> None:
        """Says what is compiled next, so that each place draws numbers of its own."""
        self._place, self._count = place, 0

    def of(self, tree: Tree) -> Made:
        """What computes an expression. Raises ExpressionError."""
        match tree:
            case Literal(value=value):
                whole = isinstance(value, Decimal)
                return Constant(int(value) if whole and value == int(value) else float(value) if whole else value)  # type: ignore[arg-type]  # a Decimal
            case Name():
                return self._name(tree)
            case ListOf(items=items):
                return _folded([self.of(one) for one in items], lambda *values: list(values))
            case Unary(sign=sign, inner=inner):
                apply = operator.not_ if sign == "!" else operator.neg
                return _folded([self.of(inner)], apply)
            case Binary():
                return self._binary(tree)
            case Call():
                return self._call(tree)
            case Within(inner=inner):
                of, steps = self.of(inner), tree.steps
                return lambda fact, item: _below(of(fact, item), steps)

    def _name(self, tree: Name) -> Made:
        steps, root = tree.steps, tree.root
        if root in self._words:
            return Constant(_below(self._words[root], steps))
        if root == "item":
            return (lambda _, item: _below(item, steps)) if steps else (lambda _, item: item)
        if root == "n":
            return lambda fact, _: fact.n
        if root == "self":
            return lambda fact, _: _below(fact, steps)
        if not steps:
            return lambda fact, _: fact.get(root)
        if len(steps) == 1:
            only = steps[0]
            return lambda fact, _: _member(fact.get(root), only)
        return lambda fact, _: _below(fact.get(root), steps)

    def _binary(self, tree: Binary) -> Made:
        left, right = self.of(tree.left), self.of(tree.right)
        if tree.sign == "&&":
            return lambda fact, item: left(fact, item) is True and right(fact, item) is True
        if tree.sign == "||":
            return lambda fact, item: left(fact, item) is True or right(fact, item) is True
        apply = _BINARY.get(tree.sign)
        if apply is None:
            raise ExpressionError(f"`{tree.sign}` is not taken here", tree.column, "write `div` or `share`")
        return _folded([left, right], apply)

    # ----------------------------------------------------------------------------------------------------------- calls

    def _call(self, tree: Call) -> Made:
        arguments = [self.of(one) for one in tree.arguments]
        special = _SPECIAL.get(tree.name)
        return special(self, tree, arguments) if special else _folded(arguments, APPLIED[tree.name])

    def _if(self, _: Call, arguments: list[Made]) -> Made:
        test, then, *rest = arguments
        other = rest[0] if rest else Constant(MISSING)
        return lambda fact, item: then(fact, item) if test(fact, item) is True else other(fact, item)

    def _default(self, _: Call, arguments: list[Made]) -> Made:
        first, other = arguments
        return lambda fact, item: other(fact, item) if (value := first(fact, item)) is MISSING else value

    def _has(self, _: Call, arguments: list[Made]) -> Made:
        only = arguments[0]
        return lambda fact, item: only(fact, item) is not MISSING

    def _drawn(self, arguments: list[Made], least: int) -> Callable[[Fact, Any], int]:
        """What draws a number: for the last argument, or for the fact's own number."""
        self._count += 1
        salt = salt_of(self._seed, self._place, self._count)
        if len(arguments) > least:
            index = arguments[least]
            return lambda fact, item: drawn(salt, index(fact, item))
        return lambda fact, _: drawn(salt, fact.n)

    def _pick(self, _: Call, arguments: list[Made]) -> Made:
        values, number = arguments[0], self._drawn(arguments, 1)
        return lambda fact, item: picked(values(fact, item), number(fact, item))

    def _weighted(self, tree: Call, arguments: list[Made]) -> Made:
        table, number = arguments[0], self._drawn(arguments, 1)
        weights = table.value if isinstance(table, Constant) else None
        if not isinstance(weights, dict) or not all(isinstance(one, int) for one in weights.values()):
            raise ExpressionError("`weighted` takes a table of whole numbers from `words`", tree.column)
        weighted = Weighted(weights)
        return lambda fact, item: weighted.pick(number(fact, item))

    def _draw(self, _: Call, arguments: list[Made]) -> Made:
        low, high, number = arguments[0], arguments[1], self._drawn(arguments, 2)

        def between(fact: Fact, item: Any) -> int:
            least = low(fact, item)
            return int(least + number(fact, item) % (high(fact, item) - least + 1))

        return between

    def _chance(self, _: Call, arguments: list[Made]) -> Made:
        percent, number = arguments[0], self._drawn(arguments, 1)
        return lambda fact, item: bool(number(fact, item) % 1_000 < percent(fact, item) * 10)

    def _key(self, tree: Call, arguments: list[Made]) -> Made:
        texts = [one.value if isinstance(one, Constant) else None for one in arguments[1:]]
        if not all(isinstance(text, str) for text in texts):
            raise ExpressionError("`key` takes a type of identifier and a system as texts in quotes", tree.column)
        of, kind = arguments[0], texts[0] if texts else None
        system = texts[1] if len(texts) > 1 else self._system

        def identifier(fact: Fact, item: Any) -> Any:
            found = of(fact, item)
            return MISSING if found is MISSING else found.identifier(system, kind)

        return identifier


_SPECIAL: dict[str, Callable[[Expressions, Call, list[Made]], Made]] = {
    "if": Expressions._if,
    "default": Expressions._default,
    "has": Expressions._has,
    "pick": Expressions._pick,
    "weighted": Expressions._weighted,
    "draw": Expressions._draw,
    "chance": Expressions._chance,
    "key": Expressions._key,
}


_MISTAKES = (TypeError, KeyError, ValueError, AttributeError, ArithmeticError, IndexError)


def _folded(parts: list[Made], apply: Callable[..., Any]) -> Made:
    """What applies a function to values, at once where all are constant; MISSING for values that it does not take."""

    def several(fact: Fact, item: Any) -> Any:
        try:
            return apply(*[part(fact, item) for part in parts])
        except _MISTAKES:
            return MISSING

    if all(isinstance(part, Constant) for part in parts):
        return Constant(several(None, None))  # type: ignore[arg-type]  # constants do not look at it
    if len(parts) == 1:
        return _of_one(parts[0], apply)
    return _of_two(parts[0], parts[1], apply) if len(parts) == 2 else several


def _of_one(part: Made, apply: Callable[[Any], Any]) -> Made:
    def made(fact: Fact, item: Any) -> Any:
        try:
            return apply(part(fact, item))
        except _MISTAKES:
            return MISSING

    return made


def _of_two(left: Made, right: Made, apply: Callable[[Any, Any], Any]) -> Made:
    """As `_folded`; a constant is not asked for anew, for most sums and comparisons have one."""
    if isinstance(right, Constant):
        value = right.value

        def with_constant(fact: Fact, item: Any) -> Any:
            try:
                return apply(left(fact, item), value)
            except _MISTAKES:
                return MISSING

        return with_constant

    def made(fact: Fact, item: Any) -> Any:
        try:
            return apply(left(fact, item), right(fact, item))
        except _MISTAKES:
            return MISSING

    return made


def _member(value: Any, name: str) -> Any:
    if value.__class__ is dict:
        return value.get(name, MISSING)
    if value.__class__ is list and name.isdecimal():
        return value[int(name)] if int(name) < len(value) else MISSING
    get = getattr(value, "get", None)
    return get(name) if get is not None else MISSING


def _below(value: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        value = _member(value, step)
    return value
