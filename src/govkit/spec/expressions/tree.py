"""Expressions as trees, and their text. Trees are equal where they say the same; places do not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, an exact number, true, false or null."""

    value: str | Decimal | bool | None
    column: int = field(default=1, compare=False)


class Way:
    """The way down from a value: members, and then a pointer, in which `*` means every item."""

    __slots__ = ()
    members: tuple[str, ...]
    pointer: tuple[str, ...] | None

    @property
    def steps(self) -> tuple[str, ...]:
        """The whole way."""
        return self.members + (self.pointer or ())


@dataclass(frozen=True, slots=True)
class Name(Way):
    """A value by name, and the way down from there."""

    root: str
    members: tuple[str, ...] = ()
    pointer: tuple[str, ...] | None = None
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """Values in a list."""

    items: tuple[Tree, ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-` before a value."""

    sign: str
    inner: Tree
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """A sign, or `in`, between two values."""

    sign: str
    left: Tree
    right: Tree
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of values."""

    name: str
    arguments: tuple[Tree, ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Within(Way):
    """The way down from what an expression makes."""

    inner: Tree
    members: tuple[str, ...] = ()
    pointer: tuple[str, ...] | None = None
    column: int = field(default=1, compare=False)


Tree: TypeAlias = Literal | Name | ListOf | Unary | Binary | Call | Within

LEVELS: dict[str, int] = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/"), 5),
}
"""How tightly signs bind, the loosest first."""

COMPARING = 3
_TIGHTEST = 6


def walk(tree: Tree) -> Iterator[Tree]:
    """A tree and all trees in it, from the top."""
    yield tree
    for inner in children(tree):
        yield from walk(inner)


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees right below one."""
    match tree:
        case ListOf(items=items):
            return items
        case Unary(inner=inner) | Within(inner=inner):
            return (inner,)
        case Binary(left=left, right=right):
            return left, right
        case Call(arguments=arguments):
            return arguments
    return ()


def written(tree: Tree) -> str:
    """The text of a tree, with no more parentheses than it takes."""
    match tree:
        case Literal(value=value):
            return _literal(value)
        case Name(root=root, members=members, pointer=pointer):
            return f"${root}{_way(members, pointer)}"
        case ListOf(items=items):
            return f"[{', '.join(map(written, items))}]"
        case Unary(sign=sign, inner=inner):
            return sign + _below(inner, _TIGHTEST)
        case Binary(sign=sign, left=left, right=right):
            level = LEVELS[sign]
            return f"{_below(left, level + (level == COMPARING))} {sign} {_below(right, level + 1)}"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Within(inner=inner, members=members, pointer=pointer):
            text = written(inner)
            return (text if isinstance(inner, Call) else f"({text})") + _way(members, pointer)


def _way(members: tuple[str, ...], pointer: tuple[str, ...] | None) -> str:
    return "".join(f".{one}" for one in members) + ("#" + "".join(map(_step, pointer)) if pointer else "")


def _below(tree: Tree, level: int) -> str:
    own = LEVELS[tree.sign] if isinstance(tree, Binary) else _TIGHTEST
    text = written(tree)
    return f"({text})" if own < level else text


def _literal(value: str | Decimal | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return format(value, "f") if isinstance(value, Decimal) else "'" + value.replace("'", "''") + "'"


def _step(step: str) -> str:
    """One name of a pointer (RFC 6901, section 6)."""
    if step == "*":
        return "/*"
    escaped = quote(step.replace("~", "~0").replace("/", "~1"), safe="~")
    head, tail = escaped[:-1], escaped[-1:]
    escaped = head + ("%2E" if tail == "." else tail)
    return "/" + (f"%2E{escaped[1:]}" if escaped.startswith(".") else escaped)
