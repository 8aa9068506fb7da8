"""What stands in the parts that a witness does not speak of: examples of the contracts, or the smallest valid value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from govkit.findings import Direction
from govkit.gate.replay.repair import Mender
from govkit.gate.replay.sides import Side
from govkit.gate.replay.variants import fuller
from govkit.spec.documents import Node
from govkit.spec.schemas.shape import Shape, Shapes, Spot, meet, plainly_allowed, simplified
from govkit.spec.schemas.values import Values

_DRAWN = 8
_DEEP = 12
_MENDED = 4
_LONGEST = 4_000

NOTHING = object()
"""Where no value was found."""


class Filler:
    """Finds values for parts of messages that both contracts allow."""

    def __init__(self, shapes: Shapes, closed: bool, mender: Mender) -> None:
        self._shapes = shapes
        self._mender = mender
        self._values = Values(shapes, closed)

    def fill(
        self,
        writer: tuple[Side, Spot, Node],
        reader: tuple[Side, Spot, Node] | None,
        way: Direction,
    ) -> Iterator[tuple[Any, bool]]:
        """Values that the writer may send, and whether the reader takes them; those that suit both come first.

        `writer` and `reader` are a side, its schemas, and the node whose `example`, `examples` speak of the value.
        """
        only_writer: list[Any] = []
        for value in self._candidates(writer, reader):
            side, spot, _ = writer
            if not side.accepts(spot, value, way, writes=True):
                continue
            if reader is None or reader[0].accepts(reader[1], value, way, writes=False):
                yield value, True
            else:
                only_writer.append(value)
        for value in only_writer[:_MENDED]:
            if reader is None:
                break
            better = self._mender.mended(value, reader[0], reader[1], way)
            if better is not None and writer[0].accepts(writer[1], better[0], way, writes=True):
                yield better[0], True
        yield from ((value, False) for value in only_writer)

    def _candidates(self, writer: tuple[Side, Spot, Node], reader: tuple[Side, Spot, Node] | None) -> Iterator[Any]:
        for side in (writer, reader):
            if side is not None:
                yield from (self._sendable(value, writer[1], 0) for value in examples_of(side[2]))
        shapes = [self._shapes.of(side[1]) for side in (writer, reader) if side is not None]
        both = simplified(replace(meet(*shapes), unsent=shapes[0].unsent)) if len(shapes) > 1 else shapes[0]
        for shape in (both, *shapes):
            yield from self._told(shape)
            for value in islice(self._values.of_shape(shape), _DRAWN):
                better = self._with_examples(value, shape, 0)
                if better != value:
                    yield better
                yield value
        for value in islice(self._values.of_shape(both), _DRAWN):
            yield fuller(value, writer[1], self._values)

    def _told(self, shape: Shape) -> Iterator[Any]:
        """What the schema itself gives as an example or as its default."""
        for atom in (shape.at.get("examples"), shape.at.get("default")):
            if atom is None:
                continue
            values = [*atom.schema.get("examples", ()), *([atom.schema["default"]] if "default" in atom.schema else [])]
            yield from (value for value in values[:_DRAWN] if _is_short(value))

    def _with_examples(self, value: Any, shape: Shape, depth: int) -> Any:
        """A value whose members are what their schemas give as examples."""
        if depth > _DEEP:
            return value
        if isinstance(value, dict):
            return {name: self._member(name, inner, shape, depth) for name, inner in value.items()}
        if isinstance(value, list) and shape.items and not shape.prefix:
            inner = self._shapes.of(shape.items)
            return [self._with_examples(item, inner, depth + 1) for item in value]
        return value

    def _member(self, name: str, value: Any, shape: Shape, depth: int) -> Any:
        spot = shape.properties.get(name)
        if not spot:
            return value
        inner = self._shapes.of(spot)
        told = next((one for one in self._told(inner) if plainly_allowed(one, inner)), NOTHING)
        return self._with_examples(value, inner, depth + 1) if told is NOTHING else told

    def _sendable(self, value: Any, spot: Spot, depth: int) -> Any:
        """An example without what the sender of this direction leaves out (`readOnly`, `writeOnly`)."""
        if depth > _DEEP or not isinstance(value, dict | list):
            return value
        shape = self._shapes.of(spot)
        if isinstance(value, list):
            return [self._sendable(item, shape.items, depth + 1) if shape.items else item for item in value]
        return {
            name: self._sendable(inner, shape.properties[name], depth + 1) if name in shape.properties else inner
            for name, inner in value.items()
            if name not in shape.unsent
        }


def examples_of(node: Node) -> Iterator[Any]:
    """The values that a parameter, header or media type gives as examples (OpenAPI 3.1, Media Type Object)."""
    raw = node.value if isinstance(node.value, dict) else {}
    if "example" in raw:
        yield raw["example"]
    named = raw.get("examples")
    for example in islice(named.values(), _DRAWN) if isinstance(named, dict) else ():
        if isinstance(example, dict):
            yield from (example[key] for key in ("dataValue", "value") if key in example)


def _is_short(value: Any) -> bool:
    return not isinstance(value, str) or len(value) <= _LONGEST
