"""Values that a mock shows: the examples of the schemas, else drawn from them, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import islice
from random import Random
from typing import Any, Protocol

from govkit.spec.schemas.shape import Shape, Shapes, Spot, conjuncts
from govkit.spec.schemas.values import Values

_DEPTH = 6
_OPTIONAL_DEPTH = 3
_MOST_PROPERTIES = 200


class _Judge(Protocol):
    def accepts(self, value: Any) -> bool: ...


class Undrawable(Exception):
    """A schema that no value was found for."""


class Drawing:
    """Draws whole values: optional properties too, near the top, so that who reads them sees all that there is."""

    def __init__(self, shapes: Shapes, judge: Callable[[Spot], _Judge]) -> None:
        self._shapes = shapes
        self._judge = judge
        self._values = Values(shapes, closed=False)
        self._usual: dict[_Judge, Any] = {}

    def of(self, spot: Spot, seed: int = 0) -> Any:
        """A value that the spot allows; other seeds give others. Raises Undrawable.

        That of no seed is drawn once and shared: whoever changes it makes a copy first.
        """
        judge = self._judge(spot)
        if seed:
            return self._drawn(spot, seed, judge)
        if judge not in self._usual:
            try:
                self._usual[judge] = self._drawn(spot, seed, judge)
            except Undrawable:
                self._usual[judge] = _NONE
        known = self._usual[judge]
        if known is _NONE:
            raise Undrawable
        return known

    def _drawn(self, spot: Spot, seed: int, judge: _Judge) -> Any:
        rich = self._rich(spot, 0, Random(seed), set())  # noqa: S311 - nothing here is secret
        if rich is not _NONE and judge.accepts(rich):
            return rich
        for value in islice(self._values.some(spot), 12):
            if judge.accepts(value):
                return value
        raise Undrawable

    def examples(self, spot: Spot) -> list[Any]:
        """The examples that the schemas of a spot give themselves."""
        return [value for atom in conjuncts(spot) for value in atom.schema.get("examples", ())]

    def _rich(self, spot: Spot, depth: int, random: Random, above: set[int]) -> Any:
        if depth > _DEPTH:
            return next(iter(self._values.some(spot)), _NONE)
        for example in self.examples(spot):
            if self._judge(spot).accepts(example):
                return example
        shape = next(iter(islice(self._values.settled(self._shapes.of(spot)), 1)), None)
        if shape is None:
            return _NONE
        if shape.enum:
            return random.choice(shape.enum) if random.random() > 0.5 else shape.enum[0]  # the first is the usual one
        if "object" in shape.types and (shape.properties or shape.types == {"object"}):
            return self._object(shape, depth, random, above)
        if "array" in shape.types and shape.types <= {"array", "null"}:
            return self._array(spot, shape, depth, random, above)
        return self._scalar(spot, random)

    def _object(self, shape: Shape, depth: int, random: Random, above: set[int]) -> Any:
        made: dict[str, Any] = {}
        optional = depth < _OPTIONAL_DEPTH
        for name in list(shape.properties)[:_MOST_PROPERTIES] + sorted(shape.required - shape.properties.keys()):
            if name not in shape.required and not optional:
                continue
            spot = self._values.member_spot(shape, name)
            if spot is None:
                continue
            keys = {id(atom.schema) for atom in conjuncts(spot) if "properties" in atom.schema}
            if keys & above and name not in shape.required:
                continue  # what contains itself is shown once
            value = self._rich(spot, depth + 1, random, above | keys) if spot else "text"
            if value is not _NONE and (not spot or self._judge(spot).accepts(value)):
                made[name] = value
            elif name in shape.required:
                return _NONE
        return made

    def _array(self, spot: Spot, shape: Shape, depth: int, random: Random, above: set[int]) -> Any:
        least = int(shape.limits.get("minItems", 0))
        if least > 1 or shape.prefix or shape.opaque:
            return next(iter(self._values.some(spot)), _NONE)
        if shape.limits.get("maxItems", 1) < 1 or not shape.items:
            return []
        keys = {id(atom.schema) for atom in conjuncts(shape.items) if "properties" in atom.schema}
        if keys & above and not least:
            return []
        item = self._rich(shape.items, depth + 1, random, above | keys)
        return [] if item is _NONE else [item]

    def _scalar(self, spot: Spot, random: Random) -> Any:
        found = list(islice(self._values.some(spot), 3))
        if not found:
            return _NONE
        return found[0] if random.random() > 0.3 else random.choice(found)


def seed_of(*parts: object) -> int:
    """A seed that follows from some texts, the same in every process."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:6], "big")


class _Nothing:
    """No value: None is one."""


_NONE = _Nothing()
