"""Schemas as trees of fields: what each field is, what it must be, and under which names others speak of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from govkit.catalog.mapping.trails import components_at
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import ALL_TYPES, Shape, Spot, Union, conjuncts, is_false
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import ALL_FORMATS

DEEPEST = 8
MOST = 400
_LONGEST = 200
_LISTS = 3
_ORDER = ("string", "integer", "number", "boolean", "array", "object", "null")

Place = tuple[str, str]
"""Where a field stands in a component: `("Invoice", "/lines/*/memo")`; in a message itself: `("", "/data")`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A row of a tree.

    `kind` is `field`, `item`, `other` (any name that is not declared) or `branch` (of a union). `schema` is the
    component that it is, `cut` says that its own fields are told on that component's page. `facts` are its bounds in
    words, `values` all that it may be where they are listed.
    """

    name: str
    kind: str
    depth: int
    types: str
    schema: str = ""
    required: bool = False
    deprecated: bool = False
    unsent: str = ""
    facts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    description: str = ""
    cut: bool = False
    places: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Tree:
    """The fields of a message or a schema; `top` is what it is itself, `more` says that not all are told."""

    top: Field
    fields: tuple[Field, ...]
    more: bool = False


class Trees:
    """Makes trees of the schemas of one contract, or of schemas that are of none."""

    def __init__(self, contract: Contract | None, direction: Direction) -> None:
        self._contract = contract
        self._direction = direction
        self.fitting = Fitting()
        self._known: dict[tuple[str, bool], Tree] = {}

    @property
    def contract(self) -> Contract:
        """The contract; there must be one."""
        assert self._contract is not None, "these schemas are of no contract"
        return self._contract

    @cached_property
    def space(self) -> Space:
        """The schemas of the contract."""
        return Space(self.contract.library, self.contract.dialect, self._direction, ALL_FORMATS)

    def components(self, spot: Spot) -> Iterator[str]:
        """The names of the components that a spot is."""
        if self._contract is not None:
            yield from components_at(self._contract, self.fitting, spot, depth=0)

    def of(self, spot: Spot, *, message: bool = False) -> Tree:
        """The tree of a spot; of a message, whose fields are known by their way from its top as well."""
        component = self.component(spot)
        known = self._known.get((component, message)) if component else None
        if known is None:
            known = _Walk(self, MOST).tree(spot, message=message)
            if component:
                self._known[component, message] = known
        return known

    def top(self, spot: Spot) -> Field:
        """What a spot is itself."""
        return _Walk(self, 0).top(spot)

    def component(self, spot: Spot) -> str:
        """The component that a spot is; empty where it is none."""
        return next(self.components(spot), "")


class _Walk:
    def __init__(self, trees: Trees, most: int) -> None:
        self._trees = trees
        self._shapes = trees.fitting.shapes
        self._left = most
        self._more = False

    def tree(self, spot: Spot, *, message: bool) -> Tree:
        places = self._places(spot, {("", "")} if message else set())
        shape = self._shapes.of(spot)
        top = self._field("", "field", 0, spot, shape, places)
        fields = tuple(self._below(spot, 0, places, frozenset()))
        return Tree(top, fields, self._more)

    def top(self, spot: Spot) -> Field:
        return self._field("", "field", 0, spot, self._shapes.of(spot), self._places(spot, set()))

    def _below(
        self, spot: Spot, depth: int, places: frozenset[Place], above: frozenset[str], lists: int = 0
    ) -> Iterator[Field]:
        """The fields of what stands at a spot, those of its items where it is a list."""
        above |= {name for name, rest in places if name and not rest}
        shape = self._shapes.of(spot)
        for name, below in shape.properties.items():
            yield from self._one(name, "field", depth, below, places, above, required=name in shape.required)
        for pattern, atom in shape.patterns:
            yield from self._one(pattern, "other", depth, (atom,), places, above, step="{}")
        if shape.additional and not any(map(is_false, shape.additional)):
            yield from self._one("", "other", depth, shape.additional, places, above, step="{}")
        for union in shape.unions:
            yield from self._branches(union, depth, places, above)
        if shape.items and lists < _LISTS:
            inner = self._places(shape.items, _stepped(places, "*"))
            if self._component(inner) not in above:
                yield from self._below(shape.items, depth, inner, above, lists + 1)

    def _branches(self, union: Union, depth: int, places: frozenset[Place], above: frozenset[str]) -> Iterator[Field]:
        for index, branch in enumerate(union.branches):
            inner = self._places((branch,), set(places))
            name = self._component(self._places((branch,), set())) or f"{index + 1}"
            yield from self._told(name, "branch", depth, (branch,), inner, above)

    def _one(
        self,
        name: str,
        kind: str,
        depth: int,
        spot: Spot,
        places: frozenset[Place],
        above: frozenset[str],
        *,
        required: bool = False,
        step: str = "",
    ) -> Iterator[Field]:
        inner = self._places(spot, _stepped(places, step or name))
        yield from self._told(name, kind, depth, spot, inner, above, required=required)

    def _told(
        self,
        name: str,
        kind: str,
        depth: int,
        spot: Spot,
        places: frozenset[Place],
        above: frozenset[str],
        *,
        required: bool = False,
    ) -> Iterator[Field]:
        if self._left <= 0:
            self._more = True
            return
        self._left -= 1
        shape = self._shapes.of(spot)
        item, levels = self._item(spot, shape)
        component = self._trees.component(item)
        has_more = _has_more(self._shapes.of(item))
        again = bool(component and component in above) or depth + 1 >= DEEPEST
        cut = has_more and again
        field = self._field(name, kind, depth, spot, shape, places, required=required, cut=cut and bool(component))
        yield field
        if not cut and levels <= _LISTS:
            yield from self._below(spot, depth + 1, places, above)

    def _item(self, spot: Spot, shape: Shape) -> tuple[Spot, int]:
        """What lies in a list of lists, or the spot itself; and how many lists that are."""
        levels = 0
        while shape.items and levels <= _LISTS:
            spot, levels = shape.items, levels + 1
            shape = self._shapes.of(spot)
        return spot, levels

    def _parts(self, spot: Spot) -> Iterator[str]:
        yield from self._trees.components(spot)

    def _component(self, places: frozenset[Place]) -> str:
        return next((name for name, rest in sorted(places) if name and not rest), "")

    def _places(self, spot: Spot, above: set[Place]) -> frozenset[Place]:
        return frozenset(above | {(name, "") for name in self._parts(spot)})

    def _field(
        self,
        name: str,
        kind: str,
        depth: int,
        spot: Spot,
        shape: Shape,
        places: frozenset[Place],
        *,
        required: bool = False,
        cut: bool = False,
    ) -> Field:
        item, _ = self._item(spot, shape)
        nodes = list(_nodes(spot))
        inner = self._shapes.of(item)
        return Field(
            name=name,
            kind=kind,
            depth=depth,
            types=self._types(shape),
            schema=self._trees.component(item),
            required=required,
            deprecated=_said(nodes, "deprecated") is True,
            unsent="only read" if _said(nodes, "readOnly") is True else _only_written(nodes),
            facts=tuple(_facts(shape, nodes)) + (tuple(_facts(inner, [])) if inner is not shape else ()),
            values=tuple(_value(one) for one in inner.enum or ()),
            description=_text(_said(nodes, "description")) or _text(_said(nodes, "title")),
            cut=cut,
            places=places,
        )

    def _types(self, shape: Shape, lists: int = 0) -> str:
        if shape.dangling:
            return "a reference that leads nowhere"
        if shape.impossible:
            return "nothing"
        if shape.types >= ALL_TYPES:
            return "one of several" if shape.unions else "anything"
        words = [_type(kind, shape) for kind in _ORDER if kind in shape.types]
        if "array" in shape.types and shape.items and len(shape.types - {"null"}) == 1:
            items = self._types(self._shapes.of(shape.items), lists + 1) if lists < _LISTS else "lists"
            words[words.index("array")] = f"list of {items}"
        return " or ".join(words)


def _has_more(shape: Shape) -> bool:
    """Whether anything is told below a field of a shape."""
    others = bool(shape.additional) and not any(map(is_false, shape.additional))
    return bool(shape.properties or shape.unions or shape.patterns or others)


def _stepped(places: frozenset[Place], step: str) -> set[Place]:
    return {(name, f"{rest}/{step}") for name, rest in places}


def _type(kind: str, shape: Shape) -> str:
    formats = shape.sets.get("format", ())
    if formats and kind in ("string", "integer", "number"):
        return f"{kind} ({', '.join(map(str, formats))})"
    return kind


def _nodes(spot: Spot) -> Iterator[Node]:
    """Where a spot is described, its own words before those of what it refers to."""
    for atom in conjuncts(spot):
        try:
            yield atom.space.origin(atom.schema)
        except KeyError:  # put together, and written nowhere
            continue


def _said(nodes: list[Node], word: str) -> Any:
    for node in nodes:
        if isinstance(node.value, dict) and word in node.value:
            return node.value[word]
    return None


def _only_written(nodes: list[Node]) -> str:
    return "only written" if _said(nodes, "writeOnly") is True else ""


_COUNTED = (
    ("minLength", "maxLength", "character"),
    ("minItems", "maxItems", "item"),
    ("minProperties", "maxProperties", "member"),
)
_WORDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
}


def _facts(shape: Shape, nodes: list[Node]) -> Iterator[str]:
    """The bounds of a shape, and what is taken where nothing is said, in words."""
    for least, most, what in _COUNTED:
        yield from _counted(shape.limits.get(least), shape.limits.get(most), what)
    for keyword, words in _WORDS.items():
        if keyword in shape.limits:
            yield words.format(_number(shape.limits[keyword]))
    for value in shape.sets.get("pattern", ()):
        yield f"matches `{_cut(str(value))}`"
    for value in shape.sets.get("multipleOf", ()):
        yield f"a multiple of {_number(value)}"
    if any(shape.sets.get("uniqueItems", ())):
        yield "no item twice"
    default = _said(nodes, "default")
    if default is not None:
        yield f"else `{_value(default)}`"


def _counted(least: float | None, most: float | None, what: str) -> Iterator[str]:
    """How many of something there may be: `3 characters`, `1 to 300 characters`."""
    if least is None and most is None:
        return
    plural = what if (least if most is None else most) == 1 else f"{what}s"
    if least == most:
        yield f"{_number(least or 0)} {plural}"
    elif least is None:
        yield f"at most {_number(most or 0)} {plural}"
    elif most is None:
        yield f"at least {_number(least)} {plural}"
    else:
        yield f"{_number(least)} to {_number(most)} {plural}"


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _value(value: Any) -> str:
    """A JSON value as a short text."""
    if isinstance(value, str):
        return _cut(value)
    try:
        return _cut(json.dumps(value, ensure_ascii=False))
    except (TypeError, ValueError, RecursionError):
        return "…"


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
