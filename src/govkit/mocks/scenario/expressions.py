"""Expressions of a scenario compiled to closures: the one language of expressions, with functions that draw."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from govkit.mocks.scenario.draws import Weighted, all_drawn, drawn, picked, salt_of
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
    from govkit.mocks.scenario.batches import Batch
    from govkit.mocks.scenario.facts import Fact

Made: TypeAlias = Callable[["Fact", Any], Any]
"""From a fact and an item of a list to a value; MISSING where there is none."""

Many: TypeAlias = Callable[["Batch"], list[Any]]
"""From many facts to the value of each."""

_F = TypeVar("_F", bound=Callable[..., Any])
_MANY = "__govkit_many__"

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


def batched(made: _F, many: Many) -> _F:
    """What makes a value of one fact, with what makes it of many at once: the same, in less time."""
    setattr(made, _MANY, many)
    return made


def many_of(made: Made) -> Many:
    """What makes a value of many facts."""
    if isinstance(made, Constant):
        return lambda batch: [made.value] * len(batch)
    many: Many | None = getattr(made, _MANY, None)
    return many or (lambda batch: list(map(made, batch.facts(), batch.items or repeat(None))))


def is_batched(made: Made) -> bool:
    """Whether it makes a value of many facts otherwise than one by one."""
    return isinstance(made, Constant) or hasattr(made, _MANY)


def many_of_member(make: Callable[[Fact], Any]) -> Many:
    """What makes a member of the records that show many facts."""
    many: Many | None = getattr(make, _MANY, None)
    return many or (lambda batch: [make(fact) for fact in batch.facts()])


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
                all_of = many_of(of)
                return batched(
                    lambda fact, item: below(of(fact, item), steps),
                    lambda batch: [below(value, steps) for value in all_of(batch)],
                )

    def _name(self, tree: Name) -> Made:
        steps, root = tree.steps, tree.root
        if root in self._words:
            return Constant(below(self._words[root], steps))
        if root == "item":
            return batched(lambda _, item: below(item, steps), lambda batch: _all_below(batch, steps))
        if root == "n":
            return batched(lambda fact, _: fact.n, lambda batch: list(batch.numbers))
        if root == "self":
            if not steps:
                return lambda fact, _: fact
            return batched(lambda fact, _: below(fact, steps), lambda batch: batch.below(steps[0], steps[1:]))
        if not steps:
            return batched(lambda fact, _: fact.get(root), lambda batch: batch.get(root))
        if len(steps) == 1:
            only = steps[0]
            return batched(lambda fact, _: _member(fact.get(root), only), lambda batch: batch.below(root, steps))
        return batched(lambda fact, _: below(fact.get(root), steps), lambda batch: batch.below(root, steps))

    def _binary(self, tree: Binary) -> Made:
        left, right = self.of(tree.left), self.of(tree.right)
        lefts, rights = many_of(left), many_of(right)
        if tree.sign == "&&":
            return batched(
                lambda fact, item: left(fact, item) is True and right(fact, item) is True,
                lambda batch: _decided(batch, lefts(batch), rights, stops=False),
            )
        if tree.sign == "||":
            return batched(
                lambda fact, item: left(fact, item) is True or right(fact, item) is True,
                lambda batch: _decided(batch, lefts(batch), rights, stops=True),
            )
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
        tests, thens, others = many_of(test), many_of(then), many_of(other)

        def many(batch: Batch) -> list[Any]:
            truths = tests(batch)
            count = truths.count(True)
            if count in (0, len(truths)):
                return thens(batch) if count else others(batch)
            met = iter(thens(batch.part(at for at, truth in enumerate(truths) if truth is True)))
            unmet = iter(others(batch.part(at for at, truth in enumerate(truths) if truth is not True)))
            return [next(met) if truth is True else next(unmet) for truth in truths]

        return batched(lambda fact, item: then(fact, item) if test(fact, item) is True else other(fact, item), many)

    def _default(self, _: Call, arguments: list[Made]) -> Made:
        first, other = arguments
        firsts, others = many_of(first), many_of(other)

        def many(batch: Batch) -> list[Any]:
            values = firsts(batch)
            lacking = [at for at, value in enumerate(values) if value is MISSING]
            if not lacking:
                return values
            found = iter(others(batch.part(lacking)))
            return [next(found) if value is MISSING else value for value in values]

        return batched(lambda fact, item: other(fact, item) if (value := first(fact, item)) is MISSING else value, many)

    def _has(self, _: Call, arguments: list[Made]) -> Made:
        only, all_of = arguments[0], many_of(arguments[0])
        return batched(
            lambda fact, item: only(fact, item) is not MISSING,
            lambda batch: [value is not MISSING for value in all_of(batch)],
        )

    def _drawn(self, arguments: list[Made], least: int) -> Callable[[Fact, Any], int]:
        """What draws a number: for the last argument, or for the fact's own number."""
        self._count += 1
        salt = salt_of(self._seed, self._place, self._count)
        if len(arguments) > least:
            index, indexes = arguments[least], many_of(arguments[least])
            return batched(
                lambda fact, item: drawn(salt, index(fact, item)), lambda batch: all_drawn(salt, indexes(batch))
            )
        return batched(lambda fact, _: drawn(salt, fact.n), lambda batch: all_drawn(salt, batch.numbers))

    def _pick(self, _: Call, arguments: list[Made]) -> Made:
        values, number = arguments[0], self._drawn(arguments, 1)
        lists, numbers = many_of(values), many_of(number)
        return batched(
            lambda fact, item: picked(values(fact, item), number(fact, item)),
            lambda batch: list(map(picked, lists(batch), numbers(batch))),
        )

    def _weighted(self, tree: Call, arguments: list[Made]) -> Made:
        table, number = arguments[0], self._drawn(arguments, 1)
        weights = table.value if isinstance(table, Constant) else None
        if not isinstance(weights, dict) or not all(isinstance(one, int) for one in weights.values()):
            raise ExpressionError("`weighted` takes a table of whole numbers from `words`", tree.column)
        weighted, numbers = Weighted(weights), many_of(number)
        return batched(
            lambda fact, item: weighted.pick(number(fact, item)),
            lambda batch: list(map(weighted.pick, numbers(batch))),
        )

    def _draw(self, _: Call, arguments: list[Made]) -> Made:
        low, high, number = arguments[0], arguments[1], self._drawn(arguments, 2)
        lows, highs, numbers = many_of(low), many_of(high), many_of(number)

        def between(fact: Fact, item: Any) -> int:
            least = low(fact, item)
            return int(least + number(fact, item) % (high(fact, item) - least + 1))

        def many(batch: Batch) -> list[int]:
            all_three = zip(lows(batch), highs(batch), numbers(batch), strict=True)
            return [int(least + n % (most - least + 1)) for least, most, n in all_three]

        return batched(between, many)

    def _chance(self, _: Call, arguments: list[Made]) -> Made:
        percent, number = arguments[0], self._drawn(arguments, 1)
        percents, numbers = many_of(percent), many_of(number)
        return batched(
            lambda fact, item: bool(number(fact, item) % 1_000 < percent(fact, item) * 10),
            lambda batch: [bool(n % 1_000 < p * 10) for n, p in zip(numbers(batch), percents(batch), strict=True)],
        )

    def _key(self, tree: Call, arguments: list[Made]) -> Made:
        texts = [one.value if isinstance(one, Constant) else None for one in arguments[1:]]
        if not all(isinstance(text, str) for text in texts):
            raise ExpressionError("`key` takes a type of identifier and a system as texts in quotes", tree.column)
        of, kind = arguments[0], texts[0] if texts else None
        system = texts[1] if len(texts) > 1 else self._system

        def identifier(fact: Fact, item: Any) -> Any:
            found = of(fact, item)
            return MISSING if found is MISSING else found.identifier(system, kind)

        first = tree.arguments[0]
        name = first.root if isinstance(first, Name) and not first.steps else ""
        all_of = many_of(of)

        def many(batch: Batch) -> list[Any]:
            known = batch.identifiers(name, str(system), kind)
            return (
                [one if one is MISSING else one.identifier(system, kind) for one in all_of(batch)]
                if known is None
                else known
            )

        return batched(identifier, many)


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


def _decided(batch: Batch, lefts: list[Any], rights: Many, *, stops: bool) -> list[bool]:
    """Both or either of two truths, the second asked for only where the first decides nothing."""
    truths = [value is True for value in lefts]
    open_ones = [at for at, truth in enumerate(truths) if truth is not stops]
    if open_ones:
        for at, value in zip(open_ones, rights(batch.part(open_ones)), strict=True):
            truths[at] = value is True
    return truths


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
    if len(parts) == 2:
        return _of_two(parts[0], parts[1], apply)
    columns = [many_of(part) for part in parts]
    return batched(several, lambda batch: _applied(apply, *[column(batch) for column in columns]))


def _applied(apply: Callable[..., Any], *columns: list[Any]) -> list[Any]:
    """A function applied to values side by side; MISSING for those that it does not take."""
    try:
        return list(map(apply, *columns))
    except _MISTAKES:
        found = []
    for values in zip(*columns, strict=True):
        try:
            found.append(apply(*values))
        except _MISTAKES:
            found.append(MISSING)
    return found


def _of_one(part: Made, apply: Callable[[Any], Any]) -> Made:
    column = many_of(part)

    def made(fact: Fact, item: Any) -> Any:
        try:
            return apply(part(fact, item))
        except _MISTAKES:
            return MISSING

    return batched(made, lambda batch: _applied(apply, column(batch)))


def _of_two(left: Made, right: Made, apply: Callable[[Any, Any], Any]) -> Made:
    """As `_folded`; a constant is not asked for anew, for most sums and comparisons have one."""
    lefts, rights = many_of(left), many_of(right)

    def many(batch: Batch) -> list[Any]:
        return _applied(apply, lefts(batch), rights(batch))

    if isinstance(right, Constant):
        value = right.value

        def with_constant(fact: Fact, item: Any) -> Any:
            try:
                return apply(left(fact, item), value)
            except _MISTAKES:
                return MISSING

        return batched(with_constant, many)

    def made(fact: Fact, item: Any) -> Any:
        try:
            return apply(left(fact, item), right(fact, item))
        except _MISTAKES:
            return MISSING

    return batched(made, many)


def _all_below(batch: Batch, steps: tuple[str, ...]) -> list[Any]:
    items: Sequence[Any] = [None] * len(batch) if batch.items is None else batch.items
    return [below(item, steps) for item in items]


def _member(value: Any, name: str) -> Any:
    if value.__class__ is dict:
        return value.get(name, MISSING)
    if value.__class__ is list and name.isdecimal():
        return value[int(name)] if int(name) < len(value) else MISSING
    get = getattr(value, "get", None)
    return get(name) if get is not None else MISSING


def below(value: Any, steps: tuple[str, ...]) -> Any:
    """What stands at the end of a way."""
    for step in steps:
        value = _member(value, step)
    return value
