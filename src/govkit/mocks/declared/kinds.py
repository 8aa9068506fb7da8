"""Expressions held against schemas: whether what they name can be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from govkit.mocks.schemas import Checked
from govkit.spec.expressions import (
    FUNCTIONS,
    Binary,
    Call,
    Function,
    ListOf,
    Literal,
    Name,
    Tree,
    Unary,
    Within,
    close_to,
    written,
)
from govkit.spec.expressions.tree import COMPARING, LEVELS


@dataclass(frozen=True, slots=True)
class Several:
    """A list of values of one kind."""

    of: Kind


@dataclass(frozen=True, slots=True)
class Known:
    """An object whose members are all known; `open` where there may be others."""

    members: Mapping[str, Kind]
    open: bool = False


Kind: TypeAlias = Checked | Several | Known | None
"""What a value can be; None where nobody knows."""

Roots: TypeAlias = Mapping[str, Kind]
Complain: TypeAlias = Callable[[int, str, str], None]
"""Told of a mistake: its column in the expression, what it is, a hint."""

_OF_ITEM = frozenset({"find", "first", "last"})
_OF_LIST = frozenset({"where"})
_TRUE = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"})


class Judge:
    """Holds expressions against the schemas of what they speak of."""

    def __init__(self, collection: Callable[[str], Kind], functions: Mapping[str, Function] = FUNCTIONS) -> None:
        """`collection` is the kind of the records of a collection; raises LookupError with message and hint."""
        self._collection = collection
        self._functions = functions

    def kind_of(self, tree: Tree, roots: Roots, complain: Complain) -> Kind:
        """The kind of the value of an expression."""
        match tree:
            case Name():
                return self._named(tree, roots, complain)
            case Call():
                return self._called(tree, roots, complain)
            case Within(inner=inner):
                kind = self.kind_of(inner, roots, complain)
                return follow(kind, tree.steps, written(inner), lambda m, h: complain(tree.column, m, h))
            case Unary(inner=inner):
                self.kind_of(inner, roots, complain)
            case Binary(left=left, right=right):
                self.kind_of(left, roots, complain)
                self.kind_of(right, roots, complain)
            case ListOf(items=items):
                for item in items:
                    self.kind_of(item, roots, complain)
            case Literal():
                pass
        return None

    def items_of(self, tree: Tree, roots: Roots, complain: Complain) -> Kind:
        """The kind of the items of a list, or of the records of a collection that is named by a text."""
        whole = self.kind_of(tree, roots, complain)
        return self._records(tree, complain) if isinstance(tree, Literal) else items_of(whole)

    def condition(self, tree: Tree, roots: Roots, complain: Complain) -> None:
        """Holds a condition against the schemas; complains where it can be neither true nor false."""
        kind = self.kind_of(tree, roots, complain)
        if not self._may_be_true(tree, kind):
            complain(tree.column, "this is no condition", "compare it, such as `… == 'open'`, or ask `has(…)`")

    def _may_be_true(self, tree: Tree, kind: Kind) -> bool:
        match tree:
            case Literal(value=value):
                return isinstance(value, bool)
            case Unary(sign=sign):
                return sign == "!"
            case Binary(sign=sign):
                return sign in _TRUE and LEVELS[sign] <= COMPARING
            case Call(name=name):
                function = self._functions[name]
                return function.truth or name in ("if", "default", "lookup", *_OF_ITEM)
            case ListOf():
                return False
        if isinstance(kind, Checked):
            return "boolean" in kind.shape.types
        return kind is None

    # ----------------------------------------------------------------------------------------------------------- names

    def _named(self, tree: Name, roots: Roots, complain: Complain) -> Kind:
        if tree.root not in roots:
            known = [name for name in roots if not name.startswith("_")]
            complain(tree.column, f"there is no `${tree.root}` here", close_to(tree.root, known, "$"))
            return None
        return follow(roots[tree.root], tree.steps, f"${tree.root}", lambda m, h: complain(tree.column, m, h))

    def _called(self, tree: Call, roots: Roots, complain: Complain) -> Kind:
        function, arguments = self._functions[tree.name], tree.arguments
        if not function.each:
            kinds = [self.kind_of(one, roots, complain) for one in arguments]
            if tree.name == "lookup":
                return self._records(arguments[0], complain, wanted=True)
            if tree.name in _OF_ITEM:
                return items_of(kinds[0])
            return kinds[0] if tree.name == "default" else kinds[1] if tree.name == "if" else None
        item = self.items_of(arguments[0], roots, complain)
        inner: Kind = item
        if len(arguments) > 1:
            inner = self.kind_of(arguments[1], {**roots, "item": item}, complain)
        if tree.name in _OF_ITEM:
            return item
        return Several(item) if tree.name in _OF_LIST else Several(inner) if tree.name == "each" else None

    def _records(self, tree: Tree, complain: Complain, *, wanted: bool = False) -> Kind:
        """The records of a collection that is named by a text in quotes."""
        if not isinstance(tree, Literal):
            return None
        if not isinstance(tree.value, str):
            if wanted:
                complain(tree.column, "a collection is named by a text", "write '/invoices', say")
            return None
        try:
            return self._collection(tree.value)
        except LookupError as error:
            complain(tree.column, getattr(error, "message", str(error)), getattr(error, "hint", ""))
            return None


def items_of(kind: Kind) -> Kind:
    """The kind of the items of a list."""
    if isinstance(kind, Several):
        return kind.of
    return kind.items() if isinstance(kind, Checked) else None


def follow(kind: Kind, steps: tuple[str, ...], said: str, complain: Callable[[str, str], None]) -> Kind:
    """The kind of what stands at the end of a way."""
    several = False
    for step in steps:
        if kind is None:
            return None
        if step == "*" or (step.isdecimal() and _is_list(kind)):
            several |= step == "*"
            if not _is_list(kind):
                complain(f"`{said}` is no list", "")
                return None
            kind = items_of(kind)
        else:
            found = _member(kind, step, said, complain)
            if found is _WRONG:
                return None
            kind = found
        said = f"{said}.{step}"
    return Several(kind) if several else kind


class _Wrong(Known):
    __slots__ = ()


_WRONG = _Wrong({})


def _is_list(kind: Kind) -> bool:
    return isinstance(kind, Several) or (isinstance(kind, Checked) and "array" in kind.shape.types)


def _member(kind: Kind, step: str, said: str, complain: Callable[[str, str], None]) -> Kind:
    if isinstance(kind, Known):
        if step not in kind.members and not kind.open:
            complain(f"there is no `{step}` in `{said}`", close_to(step, kind.members))
            return _WRONG
        return kind.members.get(step)
    if isinstance(kind, Several) or (_is_list(kind) and isinstance(kind, Checked) and "object" not in kind.shape.types):
        complain(f"`{said}` is a list, and has no `{step}`", "write `*` for every item, or `0` for the first")
        return _WRONG
    assert isinstance(kind, Checked)
    shape = kind.shape
    if "object" not in shape.types:
        complain(f"`{said}` is no object, and has no `{step}`", "")
        return _WRONG
    names = kind.names()
    if step in names:
        return kind.member(step)
    if shape.additional and shape.allows_additional(True):
        return kind.member(step)
    if not names or shape.open or shape.patterns:
        return None
    complain(f"there is no field `{step}` in `{said}`", close_to(step, names))
    return _WRONG
