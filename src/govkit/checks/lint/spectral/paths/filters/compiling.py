"""Conditions as closures: what a filter costs is paid for every node of a document."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths.filters import values
from govkit.checks.lint.spectral.paths.filters.methods import MATCHING, STATIC, called, matches
from govkit.checks.lint.spectral.paths.filters.nodes import (
    Any_,
    Binary,
    Call,
    Choice,
    Context,
    Expression,
    Index,
    Items,
    Kind,
    Literal,
    Logical,
    Member,
    Pattern,
    Static,
    Unary,
)
from govkit.checks.lint.spectral.paths.filters.scope import Scope, children
from govkit.checks.lint.spectral.paths.filters.values import is_true, member, same, text_of
from govkit.checks.lint.spectral.paths.regexes import regex

Value: TypeAlias = Callable[[Scope], Any]
Test: TypeAlias = Callable[[Scope], bool]


@lru_cache(maxsize=4096)
def condition(node: Expression) -> Test:
    """Whether a condition holds, as a closure. It raises Thrown where JavaScript throws."""
    match node:
        case Unary("!", of):
            inner = condition(of)
            return lambda scope: not inner(scope)
        case Logical("&&", left, right):
            first, second = condition(left), condition(right)
            return lambda scope: first(scope) and second(scope)
        case Logical("||", left, right):
            first, second = condition(left), condition(right)
            return lambda scope: first(scope) or second(scope)
        case Binary() | Kind() | Any_():
            return value(node)
        case Call(_, name, _, False) if name in MATCHING:
            return _matching(node)
        case _:
            of_node = value(node)
            return lambda scope: is_true(of_node(scope))


def value(node: Expression) -> Value:
    """What an expression comes to, as a closure."""
    match node:
        case Literal(found):
            return lambda _: found
        case Pattern(source, flags):
            pattern = regex(source, flags)
            return lambda _: pattern
        case Context(name):
            return _CONTEXTS[name]
        case Member():
            return _member(node)
        case Kind(name):
            is_kind = _KINDS[name]
            return lambda scope: is_kind(scope.value)
        case Call() | Static() | Items():
            return _call(node)
        case Binary():
            return _binary(node)
        case Any_():
            return _any(node)
        case _:
            return _composed(node)


_CONTEXTS: dict[str, Value] = {
    "@": lambda scope: scope.value,
    "@property": lambda scope: scope.key,
    "@parent": lambda scope: scope.parent,
    "@parentProperty": lambda scope: scope.parent_key,
    "@root": lambda scope: scope.root,
    "@path": lambda scope: scope.path,
}


def _is_number(found: Any) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


_KINDS: dict[str, Callable[[Any], bool]] = {
    "string": lambda found: isinstance(found, str),
    "number": lambda found: _is_number(found) and math.isfinite(found),
    "integer": lambda found: _is_number(found) and math.isfinite(found) and float(found).is_integer(),
    "nonFinite": lambda found: _is_number(found) and not math.isfinite(found),
    "boolean": lambda found: isinstance(found, bool),
    "null": lambda found: found is None,
    "array": lambda found: isinstance(found, list),
    "object": lambda found: isinstance(found, dict | list),
    "scalar": lambda found: not isinstance(found, dict | list),
    "undefined": lambda found: found is UNDEFINED,
    "function": lambda _: False,
}


def _matching(node: Call) -> Test:
    """Whether `match` or `exec` finds anything: where nobody asks what, it is not looked for."""
    of, name = value(node.of), node.name
    arguments = [value(argument) for argument in node.arguments]
    if node.of == Context("@property"):
        return lambda scope: matches(text_of(scope.key), name, [argument(scope) for argument in arguments])
    return lambda scope: matches(of(scope), name, [argument(scope) for argument in arguments])


def _member(node: Member) -> Value:
    name, optional = node.name, node.optional
    if node.of == Context("@") and not optional and name != "constructor":

        def own(scope: Scope) -> Any:
            found = scope.value
            return found.get(name, UNDEFINED) if found.__class__ is dict else member(found, name)

        return own
    of = value(node.of)

    def inner(scope: Scope) -> Any:
        found = of(scope)
        if optional and values.is_nothing(found):
            return UNDEFINED
        return member(found, name)

    return inner


def _call(node: Call | Static | Items) -> Value:
    if isinstance(node, Items):
        items = [value(item) for item in node.items]
        return lambda scope: [item(scope) for item in items]
    arguments = [value(argument) for argument in node.arguments]
    if isinstance(node, Static):
        function = STATIC[node.name]
        return lambda scope: function(*[argument(scope) for argument in arguments][:1])
    of, name, optional = value(node.of), node.name, node.optional
    if node.of == Context("@property"):  # an index is a number, whose methods nobody means
        return lambda scope: called(text_of(scope.key), name, [argument(scope) for argument in arguments])

    def method(scope: Scope) -> Any:
        found = of(scope)
        if optional and values.is_nothing(found):
            return UNDEFINED
        return called(found, name, [argument(scope) for argument in arguments])

    return method


def _is_match(node: Expression) -> bool:
    return isinstance(node, Call) and node.name in MATCHING and not node.optional


def _binary(node: Binary) -> Value:
    if node.operator in _NOTHING and node.right == Literal(None, "null") and _is_match(node.left):
        is_there, wanted = condition(node.left), node.operator.startswith("!")
        return lambda scope: is_there(scope) is wanted
    left, right = value(node.left), value(node.right)
    if node.operator in ("===", "!==") and isinstance(node.right, Literal) and node.right.kind == "string":
        text = node.right.value
        if node.operator == "===":
            return lambda scope: left(scope) == text
        return lambda scope: left(scope) != text
    if node.operator in ("==", "!=") and isinstance(node.right, Literal) and node.right.kind == "string":
        return _alike(left, node.right.value, wanted=node.operator == "==")
    operation = _OPERATIONS[node.operator]
    return lambda scope: operation(left(scope), right(scope))


def _alike(left: Value, text: str, *, wanted: bool) -> Value:
    """`==` or `!=` with a text, which nearly always is held against a text."""

    def alike(scope: Scope) -> bool:
        found = left(scope)
        if found.__class__ is str:
            return bool((found == text) is wanted)
        return values.equal(found, text) is wanted

    return alike


def _divided(left: Any, right: Any) -> float:
    a, b = values.number(left), values.number(right)
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def _remainder(left: Any, right: Any) -> float:
    a, b = values.number(left), values.number(right)
    if b == 0 or math.isinf(a) or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.fmod(a, b)


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "===": same,
    "!==": lambda a, b: not same(a, b),
    "==": values.equal,
    "!=": lambda a, b: not values.equal(a, b),
    "<": lambda a, b: values.less(a, b) is True,
    ">": lambda a, b: values.less(b, a) is True,
    "<=": lambda a, b: values.less(b, a) is False,
    ">=": lambda a, b: values.less(a, b) is False,
    "+": values.plus,
    "-": lambda a, b: values.number(a) - values.number(b),
    "*": lambda a, b: values.number(a) * values.number(b),
    "/": _divided,
    "%": _remainder,
    "in": lambda a, b: called(b, "includes", [a]),
}
_NOTHING = ("==", "!=", "===", "!==")
_COMPARES = frozenset({"===", "!==", "==", "!=", "<", ">", "<=", ">=", "in"})


def _any(node: Any_) -> Value:
    name, meets = node.name, condition(node.condition)

    def holds(scope: Scope) -> bool:
        inner = scope
        if name is not None:
            found = member(scope.value, name)
            inner = scope.child(name, found)
        return any(meets(inner.child(key, child)) for key, child in children(inner.value))

    return holds


def _composed(node: Expression) -> Value:
    match node:
        case Index(of, key, optional):
            holder, name = value(of), value(key)

            def indexed(scope: Scope) -> Any:
                found = holder(scope)
                if optional and values.is_nothing(found):
                    return UNDEFINED
                return member(found, text_of(name(scope)))

            return indexed
        case Unary("!", of):
            holds = condition(of)
            return lambda scope: not holds(scope)
        case Unary("void", of):
            return lambda _: UNDEFINED
        case Unary(operator, of):
            inner, function = value(of), _UNARY[operator]
            return lambda scope: function(inner(scope))
        case Choice(test, yes, no):
            holds, then, otherwise = condition(test), value(yes), value(no)
            return lambda scope: then(scope) if holds(scope) else otherwise(scope)
        case Logical(operator, left, right):
            first, second, stops = value(left), value(right), _STOPS[operator]

            def chosen(scope: Scope) -> Any:
                found = first(scope)
                return found if stops(found) else second(scope)

            return chosen
    raise AssertionError(node)  # pragma: no cover - the match above is complete


_UNARY: dict[str, Callable[[Any], Any]] = {
    "-": lambda found: -values.number(found),
    "+": values.number,
    "typeof": values.kind_of,
}
_STOPS: dict[str, Callable[[Any], bool]] = {
    "&&": lambda found: not is_true(found),
    "||": is_true,
    "??": lambda found: not values.is_nothing(found),
}
