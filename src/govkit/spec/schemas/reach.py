"""A spot as far as one value reaches into it: what speaks of members and items that the value lacks is left out.

The two take the value alike, or refuse it alike, and the reduced one is small: a description whose components all lead
to each other need not be written out to judge one message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Spot
from govkit.spec.schemas.space import Space

_MOST = 20_000
"""Schemas; a union of unions of large objects has more, and is better written out whole."""
_SAME = ("not", "if", "then", "else")
_MEMBERS = ("additionalProperties", "unevaluatedProperties")
_ITEMS = ("items", "unevaluatedItems", "contains")


def reached(spot: Spot, value: Any) -> Spot | None:
    """The spot for this value alone; None where a schema contains itself with nothing between, or much is reached."""
    reach = _Reach()
    try:
        return tuple(Atom(reach.schema(atom.schema, atom.space, [value], ()), atom.space) for atom in spot)
    except (_TooMuch, RecursionError):
        return None


class _TooMuch(Exception):
    """The reduced spot would not be smaller."""


class _Reach:
    def __init__(self) -> None:
        self._left = _MOST

    def schema(self, schema: Schema, space: Space, values: list[Any], way: tuple[str, ...]) -> Schema:
        """A schema for some values; `way` are the references that led here with no member or item between."""
        self._left -= 1
        if self._left < 0:
            raise _TooMuch
        if not values or not schema:
            return {}
        if "$ref" in schema:
            return self._referring(schema, space, values, way)
        out = dict(schema)
        for keyword in ("allOf", "anyOf", "oneOf"):
            if keyword in schema:
                out[keyword] = [self.schema(part, space, values, way) for part in schema[keyword]]
        for keyword in _SAME:
            if keyword in schema:
                out[keyword] = self.schema(schema[keyword], space, values, way)
        if "dependentSchemas" in schema:
            parts = schema["dependentSchemas"].items()
            out["dependentSchemas"] = {name: self.schema(part, space, values, way) for name, part in parts}
        self._inside(schema, space, values, out)
        return out

    def _referring(self, schema: Schema, space: Space, values: list[Any], way: tuple[str, ...]) -> Schema:
        reference = schema["$ref"]
        if reference in way:
            raise _TooMuch
        target = self.schema(space.resolve(reference), space, values, (*way, reference))
        if len(schema) == 1:
            return target
        rest = self.schema({key: part for key, part in schema.items() if key != "$ref"}, space, values, way)
        return {**rest, "allOf": [*rest.get("allOf", ()), target]}

    def _inside(self, schema: Schema, space: Space, values: list[Any], out: Schema) -> None:
        """What is said of the members and the items of values."""
        members = [value for value in values if isinstance(value, dict)]
        items = [item for value in values if isinstance(value, list) for item in value]
        inner = [member for value in members for member in value.values()]
        names = {name for value in members for name in value}
        if "properties" in schema:
            out["properties"] = {
                name: self.schema(part, space, [value[name] for value in members if name in value], ())
                for name, part in schema["properties"].items()
                if name in names
            }
        if "unsent" in schema:
            out["unsent"] = [name for name in schema["unsent"] if name in names]
        if "patternProperties" in schema:
            parts = schema["patternProperties"].items()
            out["patternProperties"] = {name: self.schema(part, space, inner, ()) for name, part in parts}
        if "propertyNames" in schema:
            out["propertyNames"] = self.schema(schema["propertyNames"], space, list(names), ())
        for keywords, some in ((_MEMBERS, inner), (_ITEMS, items)):
            for keyword in keywords:
                if keyword in schema:
                    out[keyword] = self.schema(schema[keyword], space, some, ())
        if "prefixItems" in schema:
            out["prefixItems"] = list(self._prefix(schema["prefixItems"], space, values))

    def _prefix(self, parts: list[Schema], space: Space, values: list[Any]) -> Iterator[Schema]:
        lists = [value for value in values if isinstance(value, list)]
        for index, part in enumerate(parts):
            yield self.schema(part, space, [one[index] for one in lists if index < len(one)], ())
