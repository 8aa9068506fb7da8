"""What a value may be, as Python's types say it: the form between schemas and generated code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from govkit.findings import Direction

Key: TypeAlias = tuple[str, tuple[str | int, ...]]
"""Where a schema stands: the path of its document and the pointer into it."""

Kind = Literal["string", "integer", "number", "float", "boolean", "date", "date-time", "uuid", "binary", "file"]

Bounds: TypeAlias = tuple[tuple[str, int | str], ...]
"""Limits on a value, by the words of JSON Schema; numbers with a fraction as text."""

Plain: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value."""


@dataclass(frozen=True, slots=True)
class Null:
    """The value null."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, a boolean, a date."""

    kind: Kind
    bounds: Bounds = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values; an `open` one may become another text, which is kept as Unknown."""

    values: tuple[Plain, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    of: Shape
    bounds: Bounds = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """An object with any names."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes."""

    of: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A model, or a union that bears a name, by where its schema stands and in which direction it is read."""

    key: Key
    direction: Direction


Shape: TypeAlias = Anything | Null | Scalar | Choice | Items | Mapped | Either | Named


@dataclass(frozen=True, slots=True)
class Member:
    """A property of a model, under its name in the contract."""

    name: str
    shape: Shape
    required: bool
    text: str = ""


@dataclass(slots=True)
class Model:
    """An object with known properties; `closed` says that it takes no others."""

    base: str
    is_component: bool
    members: list[Member] = field(default_factory=list)
    closed: bool = False
    text: str = ""


@dataclass(slots=True)
class Variants:
    """A union whose members are told apart by a property: each with the values that name it."""

    base: str
    is_component: bool
    tag: str = ""
    members: list[tuple[Named, tuple[str, ...]]] = field(default_factory=list)
    text: str = ""


Definition: TypeAlias = Model | Variants


def _one_choice(shapes: list[Shape]) -> list[Shape]:
    """The shapes with all choices in the place of the first."""
    choices = [shape for shape in shapes if isinstance(shape, Choice)]
    if len(choices) < 2:
        return shapes
    values = [value for choice in choices for value in choice.values]
    apart = {(type(value), value): value for value in values}
    whole = Choice(tuple(apart.values()), any(choice.open for choice in choices))
    return [whole if shape is choices[0] else shape for shape in shapes if shape not in choices[1:]]


def either(shapes: list[Shape]) -> Shape:
    """The union of shapes: flat, each once, null last; anything where one of them is."""
    flat: list[Shape] = []
    for shape in shapes:
        for inner in shape.of if isinstance(shape, Either) else (shape,):
            if inner not in flat:
                flat.append(inner)
    flat = _one_choice(flat)
    if any(isinstance(shape, Anything) for shape in flat) or not flat:
        return Anything()
    ordered = [shape for shape in flat if not isinstance(shape, Null)] + [s for s in flat if isinstance(s, Null)]
    return ordered[0] if len(ordered) == 1 else Either(tuple(ordered))
