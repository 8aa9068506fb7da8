"""What can be told of a condition before it is asked: which members it wants, and how far it looks around."""

from __future__ import annotations

from functools import lru_cache

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths.filters.nodes import (
    Any_,
    Binary,
    Call,
    Context,
    Expression,
    Index,
    Items,
    Literal,
    Logical,
    Member,
    Pattern,
    Unary,
    contexts,
)
from govkit.checks.lint.spectral.paths.filters.values import METHOD_NAMES

_COMPARISONS = frozenset({"===", "==", "<", ">", "<=", ">="})


def conjuncts(node: Expression) -> tuple[Expression, ...]:
    """The conditions that all have to hold, in their order."""
    if isinstance(node, Logical) and node.operator == "&&":
        return (*conjuncts(node.left), *conjuncts(node.right))
    return (node,)


def is_about_key(node: Expression) -> bool:
    """Whether a condition is about nothing but the key of a node."""
    return contexts(node) <= {"@property"}


@lru_cache(maxsize=4096)
def wanted(node: Expression) -> frozenset[str] | None:
    """Keys of which an object must have one for the condition to hold; what is no object does not meet it then.

    None where nothing of the kind can be said.
    """
    match node:
        case Logical("&&", left, right):
            first, second = wanted(left), wanted(right)
            return first if second is None or (first is not None and len(first) <= len(second)) else second
        case Logical("||", left, right):
            first, second = wanted(left), wanted(right)
            return None if first is None or second is None else first | second
        case Unary("!", Unary("!", of)):
            return wanted(of)
        case Unary("!", of):
            return _to_ask(of)
        case Binary(operator, left, right):
            return _compared(operator, left, right)
        case Any_(name, _):
            return None if name is None else frozenset((name,))
        case _:
            return _defined(node)


@lru_cache(maxsize=4096)
def throws_without(node: Expression) -> bool:
    """Whether JavaScript throws where the members that a condition wants are missing: at `@.a.b`, and not at `@.a`."""
    match node:
        case Member(of, _, False) | Index(of, _, False) | Call(of, _, _, False) if _defined(of) is not None:
            return True
        case Unary(_, of) | Binary(_, of, _) | Logical(_, of, _):
            return throws_without(of)
        case _:
            return False


def _compared(operator: str, left: Expression, right: Expression) -> frozenset[str] | None:
    for one, other in ((left, right), (right, left)):
        if operator in ("!==", "!="):
            is_nothing = isinstance(other, Literal) and (
                other.value is UNDEFINED or (other.value is None and operator == "!=")
            )
            found = _defined(one) if is_nothing else _to_ask(one)
        elif operator in _COMPARISONS and _is_something(other, operator):
            found = _defined(_typed(one, other))
        elif operator == "in" and one is left and _is_list(other):
            found = _defined(one)
        else:
            found = _to_ask(one)
        if found is not None:
            return found
    return None


def _is_something(node: Expression, operator: str) -> bool:
    """Whether undefined compares to a value in no way that is true."""
    if not isinstance(node, Literal) or node.value is UNDEFINED:
        return False
    return node.value is not None or operator == "==="


def _is_list(node: Expression) -> bool:
    return isinstance(node, Items) and all(
        isinstance(item, Literal) and item.value is not UNDEFINED for item in node.items
    )


def _typed(node: Expression, other: Expression) -> Expression:
    """Of `typeof of`, held against anything but `undefined`, that of which it is the type."""
    if isinstance(node, Unary) and node.operator == "typeof":
        return node.of if isinstance(other, Literal) and other.value != "undefined" else node
    return node


def _defined(node: Expression) -> frozenset[str] | None:
    """Keys of which one is needed for a value not to be undefined."""
    match node:
        case Member(Context("@"), name):
            is_elsewhere = name == "length" or name.isdigit() or name in METHOD_NAMES
            return None if is_elsewhere else frozenset((name,))
        case Call(Items() as items, "includes", (argument,)) if _is_list(items):
            return _defined(argument)
        case Call(Pattern(), _, (argument,)):
            return _to_ask(argument)
        case Member(of) | Index(of) | Call(of):
            return _defined(of)
        case _:
            return None


def _to_ask(node: Expression) -> frozenset[str] | None:
    """Keys of which one is needed for JavaScript not to throw."""
    match node:
        case Member(of, _, False) | Index(of, _, False) | Call(of, _, _, False):
            return _defined(of)
        case Unary(_, of):
            return _to_ask(of)
        case Binary(_, left, _) | Logical(_, left, _):
            return _to_ask(left)
        case _:
            return None
