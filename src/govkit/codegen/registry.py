"""Every model under its Python name: one where both directions say the same, two where they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from govkit.codegen.naming import TAKEN_BY_TYPES, Names
from govkit.codegen.shapes import (
    Definition,
    Either,
    Items,
    Key,
    Mapped,
    Model,
    Named,
    Scalar,
    Shape,
    Variants,
)
from govkit.findings import Direction


class Registry:
    """The definitions of a contract with their names. `of` leads from any Named to the one that stands for it."""

    def __init__(self, definitions: Mapping[Named, Definition]) -> None:
        self._all = dict(definitions)
        self._apart = _apart(self._all)
        self._shared = {name.key for name in self._all if _twin(name) in self._all and name.key not in self._apart}
        self.definitions: dict[Named, Definition] = {}
        for name, definition in self._all.items():
            chosen = self.of(name)
            if chosen not in self.definitions and chosen in self._all:
                found = self._all[chosen] if chosen is not name else definition
                self.definitions[chosen] = _unbounded(found) if chosen.direction is Direction.RESPONSE else found
        self.names = self._named()

    def of(self, name: Named) -> Named:
        """What stands for a model in a direction: where both directions agree, that of the response."""
        return replace(name, direction=Direction.RESPONSE) if name.key in self._shared else name

    def name(self, name: Named) -> str | None:
        """The Python name of a model; None for one that there is not."""
        return self.names.get(self.of(name))

    def _named(self) -> dict[Named, str]:
        """Components get their own names first; of two that differ by direction, that of requests ends in Input."""
        names = Names(TAKEN_BY_TYPES)
        both = {name.key for name in self.definitions if _twin(name) in self.definitions}

        def order(name: Named) -> tuple[bool, bool, str, str]:
            definition = self.definitions[name]
            is_input = name.direction is Direction.REQUEST and name.key in both
            return (not definition.is_component, is_input, definition.base, f"{name.key}")

        found = {}
        for name in sorted(self.definitions, key=order):
            base = self.definitions[name].base
            if name.direction is Direction.REQUEST and name.key in both:
                base = f"{base}Input"
            found[name] = names.give(base)
        return found


def _twin(name: Named) -> Named:
    other = Direction.REQUEST if name.direction is Direction.RESPONSE else Direction.RESPONSE
    return replace(name, direction=other)


def _apart(definitions: Mapping[Named, Definition]) -> set[Key]:
    """The schemas whose two directions differ, by themselves or by what they lead to."""
    pairs = {
        name.key: (definition, definitions[_twin(name)])
        for name, definition in definitions.items()
        if name.direction is Direction.RESPONSE and _twin(name) in definitions
    }
    apart: set[Key] = set()
    while True:
        more = {key for key, pair in pairs.items() if key not in apart and not _agree(*pair, pairs.keys() - apart)}
        if not more:
            return apart
        apart |= more


def _agree(one: Definition, other: Definition, same: set[Key]) -> bool:
    if isinstance(one, Model) and isinstance(other, Model):
        return len(one.members) == len(other.members) and all(
            a.name == b.name and a.required == b.required and _alike(a.shape, b.shape, same)
            for a, b in zip(one.members, other.members, strict=True)
        )
    return False


def _alike(one: Shape, other: Shape, same: set[Key]) -> bool:
    """Whether two shapes are the same but for limits; models are where their schemas are known to be."""
    if isinstance(one, Named) and isinstance(other, Named):
        return one.key == other.key and one.key in same
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return one.kind == other.kind
    if isinstance(one, Items | Mapped) and type(one) is type(other):
        assert isinstance(other, Items | Mapped)
        return _alike(one.of, other.of, same)
    if isinstance(one, Either) and isinstance(other, Either):
        return len(one.of) == len(other.of) and all(_alike(a, b, same) for a, b in zip(one.of, other.of, strict=True))
    return one == other


def _unbounded(definition: Definition) -> Definition:
    """A model without limits: what comes is not refused for its size."""
    if isinstance(definition, Variants):
        return definition
    members = [replace(member, shape=without_bounds(member.shape)) for member in definition.members]
    return replace(definition, members=members, closed=False)


def without_bounds(shape: Shape) -> Shape:
    """A shape without its limits."""
    return mapped_shape(shape, lambda one: replace(one, bounds=()) if isinstance(one, Scalar | Items) else one)


def mapped_shape(shape: Shape, change: Callable[[Shape], Shape]) -> Shape:
    """A shape with every part of it changed, the innermost first."""
    if isinstance(shape, Items):
        return change(replace(shape, of=mapped_shape(shape.of, change)))
    if isinstance(shape, Mapped):
        return change(replace(shape, of=mapped_shape(shape.of, change)))
    if isinstance(shape, Either):
        return change(replace(shape, of=tuple(mapped_shape(one, change) for one in shape.of)))
    return change(shape)
