"""The tree of a filter's condition."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, boolean, null or undefined as it is written. `kind` keeps `1` apart from `true`."""

    value: Any
    kind: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression between slashes."""

    source: str
    flags: str


@dataclass(frozen=True, slots=True)
class Items:
    """An array as it is written."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around: `@`, `@property`, `@parent`, `@parentProperty`, `@root`, `@path`."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`, or `of?.name`, which is undefined where `of` is null or undefined."""

    of: Expression
    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """`of[key]`."""

    of: Expression
    key: Expression
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A method: `of.name(…)`."""

    of: Expression
    name: str
    arguments: tuple[Expression, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Static:
    """A function of the language: `Object.keys(…)`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """`@string()`: whether the value at hand is of a type."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """`!of`, `-of`, `+of`, `typeof of`, `void of`."""

    operator: str
    of: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Comparisons, arithmetic, `in` and `~=`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Logical:
    """`&&`, `||` and `??`, which leave out the right side where the left one says enough."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """`test ? yes : no`."""

    test: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Any_:
    """Whether a value, or its member `name`, has a member that meets a condition: `@.name[?(…)]`."""

    name: str | None
    condition: Expression


Expression: TypeAlias = (
    Literal
    | Pattern
    | Items
    | Context
    | Member
    | Index
    | Call
    | Static
    | Kind
    | Unary
    | Binary
    | Logical
    | Choice
    | Any_
)


def parts(node: Expression) -> tuple[Expression, ...]:
    """What a node is made of."""
    match node:
        case Items(items):
            return items
        case Member(of) | Unary(_, of):
            return (of,)
        case Index(of, key):
            return (of, key)
        case Call(of, _, arguments):
            return (of, *arguments)
        case Static(_, arguments):
            return arguments
        case Binary(_, left, right) | Logical(_, left, right):
            return (left, right)
        case Choice(test, yes, no):
            return (test, yes, no)
        case Any_(_, condition):
            return (condition,)
        case _:
            return ()


def contexts(node: Expression) -> frozenset[str]:
    """The names of what a condition looks at, such as `@property`."""
    match node:
        case Context(name):
            return frozenset((name,))
        case Kind():
            return frozenset(("@",))
        case Any_(_, condition):
            inner = contexts(condition)
            return (inner & {"@root", "@path"}) | {"@"} | ({"@property"} if "@parentProperty" in inner else set())
        case _:
            return frozenset().union(*map(contexts, parts(node)))


def with_context(node: Any, old: str, new: str) -> Any:
    """A condition that looks at another thing: the same tree, in which one name stands for another."""
    if isinstance(node, Context):
        return Context(new) if node.name == old else node
    if isinstance(node, tuple):
        return tuple(with_context(inner, old, new) for inner in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    return replace(node, **{field.name: with_context(getattr(node, field.name), old, new) for field in fields(node)})
