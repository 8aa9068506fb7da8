"""Hashes of schemas by content: references resolved, names of components and order of keywords left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Spot, dereferenced, spot_key

_ANNOTATIONS = frozenset(
    {"title", "examples", "default", "deprecated", "readOnly", "writeOnly", "discriminator", "unsent", "variant"}
)
_UNORDERED = frozenset({"required", "type", "enum", "anyOf", "oneOf", "allOf"})
_BUDGET = 2_000
_HOPS = 2


class Digests:
    """Digests of schemas, each computed once.

    A schema that contains itself is cut where it comes round again. Beyond a budget of sub-schemas a component counts
    by the text of its reference, so that a digest stays cheap and deterministic.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Schema, str]] = {}
        self._whole: dict[tuple[int, ...], tuple[Spot, str, bool]] = {}
        self._nearby: dict[tuple[int, int], tuple[Schema, str]] = {}
        self._left = _BUDGET
        self.complete = True
        """Whether the last digest speaks of all content, so that equal digests mean equal schemas."""

    def of(self, spot: Spot) -> str:
        """The digest of a spot: 64 hex digits."""
        key = spot_key(spot)
        known = self._whole.get(key)
        if known is None:
            self._left = _BUDGET
            parts = sorted(self._schema(atom, [])[0] for atom in spot)
            text = parts[0] if len(parts) == 1 else _hash(repr(parts))
            known = self._whole[key] = (spot, text, self._left >= 0)
        self.complete = known[2]
        return known[1]

    def of_schema(self, schema: Schema, atom: Atom) -> str:
        """The digest of a schema that stands inside `atom`."""
        return self.of((Atom(schema, atom.space),))

    def _schema(self, atom: Atom, open_: list[int]) -> tuple[str, int]:
        """The digest, and the depth of the outermost ancestor that it refers back to."""
        atom = dereferenced(atom)
        schema = atom.schema
        known = self._known.get(id(schema))
        if known is not None:
            return known[1], len(open_)
        if id(schema) in open_:
            back = len(open_) - open_.index(id(schema))
            return f"back {back}", open_.index(id(schema))
        self._left -= 1
        if self._left < 0:
            return _hash(repr(("beyond", *atom.space.origin(schema).pointer))), 0
        open_.append(id(schema))
        depth = lowest = len(open_) - 1

        def inner(value: Schema) -> str:
            nonlocal lowest
            text, reached = self._schema(Atom(value, atom.space), open_)
            lowest = min(lowest, reached)
            return text

        text = _hash(repr(_parts(schema, atom, inner)))
        open_.pop()
        if lowest >= depth and self._left >= 0:
            self._known[id(schema)] = (schema, text)
        return text, min(lowest, depth)

    def near(self, spot: Spot) -> str:
        """A digest of what stands near: references are followed two hops, then all count the same.

        It names a change. Nothing may be concluded from two of them being equal.
        """
        return _hash(repr(sorted(self._near(atom, _HOPS) for atom in spot)))

    def _near(self, atom: Atom, hops: int) -> str:
        start = atom.schema
        atom = dereferenced(atom)
        hops -= atom.schema is not start or "$ref" in start
        if hops < 0:
            return "far"
        schema = atom.schema
        key = (id(schema), hops)
        known = self._nearby.get(key)
        if known is None:
            self._nearby[key] = (schema, "again")
            text = _hash(repr(_parts(schema, atom, lambda value: self._near(Atom(value, atom.space), hops))))
            known = self._nearby[key] = (schema, text)
        return known[1]


def _parts(schema: Schema, atom: Atom, inner: Callable[[Schema], str]) -> list[list[Any]]:
    """The content of a schema, keyword by keyword; `inner` gives the digest of a schema inside it."""
    parts: list[list[Any]] = []
    for keyword in sorted(schema.keys() - _ANNOTATIONS):
        value = schema[keyword]
        if keyword == "$ref":
            written: Any = inner({"$ref": value}) if len(schema) == 1 else inner(atom.space.resolve(value))
        elif keyword in ("properties", "patternProperties", "dependentSchemas"):
            written = sorted((name, inner(part)) for name, part in value.items())
        elif keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            written = [inner(part) for part in value]
        elif isinstance(value, dict) and keyword != "dependentRequired":
            written = inner(value)
        else:
            written = value_digest(value) if keyword not in _UNORDERED else sorted(map(value_digest, value))
        parts.append([keyword, sorted(written) if keyword in _UNORDERED and isinstance(written, list) else written])
    return parts


def value_digest(value: Any) -> str:
    """The digest of a JSON value: keys sorted, exact integers, 1.0 as 1."""
    return _hash(_written(value))


def _written(value: Any) -> str:
    """The text of a scalar, the digest of what is inside a container: no level makes the next one longer."""
    if isinstance(value, dict):
        return _hash(repr([(key, _written(value[key])) for key in sorted(value)]))
    if isinstance(value, list | tuple):
        return _hash(repr([_written(item) for item in value]))
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
