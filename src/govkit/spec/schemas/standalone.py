"""A spot as one self-contained JSON Schema, as a writer, a reader or the plain text means it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Spot, conjuncts
from govkit.spec.schemas.space import Space


class Role(StrEnum):
    """Who looks at a schema.

    plain: what the text says. writer: sends only properties that are declared, unless the text says that others may
    come. tolerant: a reader that ignores properties it does not know.
    """

    PLAIN = "plain"
    WRITER = "writer"
    TOLERANT = "tolerant"


class BudgetExceeded(Exception):
    """A schema that is larger than what may be written out."""


class Circular(BudgetExceeded):
    """A schema that contains itself without anything between: validators need more than forever to compile some."""


ASSERTIONS = (
    "type",
    "enum",
    "maxLength",
    "minLength",
    "pattern",
    "format",
    "maximum",
    "minimum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "multipleOf",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "minContains",
    "maxContains",
    "required",
    "dependentRequired",
)
"""Keywords that hold no schemas."""

_OPEN = "part"
_CLOSED = "whole"
_BARE = "bare"
_CIRCLING = 12
"""Most references that may lead round in a circle: a cycle of two through `allOf` is harmless."""

_IN_PLACE = frozenset({"not", "if", "then", "else", "dependentSchemas"})
_COMPOSING = frozenset({"allOf", "anyOf", "oneOf", "$ref", "if", "then", "else", "dependentSchemas"})

_PLACES = {
    "items": _CLOSED,
    "additionalProperties": _CLOSED,
    "unevaluatedItems": _CLOSED,
    "unevaluatedProperties": _CLOSED,
    "then": _OPEN,
    "else": _OPEN,
    "not": _BARE,
    "if": _BARE,
    "contains": _BARE,
    "propertyNames": _BARE,
}
"""How a sub-schema is closed: as a whole value, as part of one, or not at all, because it only tests."""


def standalone(spot: Spot, role: Role, *, budget: int = 1_000_000) -> Schema:
    """The schema of a spot with everything it refers to in `$defs`.

    Raises BudgetExceeded where more than `budget` sub-schemas would be written.
    """
    return Standalone(role, budget).document(spot)


class Standalone:
    """Writes schemas for one role. A component is written once, however many documents it is part of."""

    def __init__(self, role: Role, budget: int = 1_000_000) -> None:
        self._role = role
        self._left = budget
        self._definitions: dict[str, Any] = {}
        self._uses: dict[str, set[str]] = {}
        self._used: set[str] = set()
        self._in_place: dict[str, Counter[str]] = {}
        self._current = ""
        self._level = 0
        self._written: dict[int, list[Schema]] = {}
        self._roots: dict[tuple[int, ...], tuple[Spot, Schema, set[str]]] = {}

    def document(self, spot: Spot) -> Schema:
        """The schema of a spot with everything it refers to in `$defs`."""
        key = tuple(id(atom.schema) for atom in spot)
        if key not in self._roots:
            self._used = set()
            parts = [self._schema(atom, _OPEN if len(spot) > 1 else _CLOSED) for atom in spot]
            whole: Schema = parts[0] if len(parts) == 1 else {"allOf": parts}
            if len(parts) > 1 and self._role is Role.WRITER and _declares(spot):
                whole["unevaluatedProperties"] = False
            self._roots[key] = (spot, whole, self._used)
        _, whole, used = self._roots[key]
        names = self._reached(used)
        if self._contains_itself(names):
            raise Circular
        return {"$defs": {name: self._definitions[name] for name in sorted(names)}, **whole} if names else whole

    @contextmanager
    def without(self, spot: Spot, edit: Callable[[Schema], Schema]) -> Iterator[None]:
        """While it is entered, every schema of a spot's conjuncts is written as `edit` makes it."""
        written = [out for atom in conjuncts(spot) for out in self._written.get(id(atom.schema), ())]
        kept = [dict(out) for out in written]
        try:
            for out, original in zip(written, kept, strict=True):
                out.clear()
                out.update(edit(original))
            yield
        finally:
            for out, original in zip(written, kept, strict=True):
                out.clear()
                out.update(original)

    def _contains_itself(self, names: set[str]) -> bool:
        """Whether definitions lead back to themselves, on many ways, with no property or item between."""
        waiting = {name: set(self._in_place.get(name, ())) & names for name in names}
        while True:
            ended = [name for name, others in waiting.items() if not others & waiting.keys()]
            if not ended:
                ways = (
                    self._in_place[name][other] for name, others in waiting.items() for other in others & waiting.keys()
                )
                return sum(ways) > _CIRCLING
            for name in ended:
                del waiting[name]

    def _reached(self, used: set[str]) -> set[str]:
        seen, waiting = set(used), list(used)
        while waiting:
            for name in self._uses.get(waiting.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return seen

    def _schema(self, atom: Atom, mode: str) -> Any:
        self._left -= 1
        if self._left < 0:
            raise BudgetExceeded
        schema = atom.schema
        if not schema:
            return {}
        space = atom.space
        out: Schema = {key: schema[key] for key in ASSERTIONS if key in schema}
        self._written.setdefault(id(schema), []).append(out)
        closing = mode == _CLOSED and self._role is Role.WRITER
        inner = mode
        if closing and schema.keys() & _COMPOSING and not (len(schema) == 1 and "$ref" in schema):
            inner = _OPEN
        if "$ref" in schema:
            out["$ref"] = self._reference(schema["$ref"], space, inner)
        self._compositions(schema, space, inner, out)
        for keyword, place in _PLACES.items():
            if keyword in schema:
                with self._deeper(keyword not in _IN_PLACE):
                    value = self._schema(Atom(schema[keyword], space), _BARE if mode == _BARE else place)
                closes = keyword in ("additionalProperties", "unevaluatedProperties")
                out[keyword] = False if closes and value == {"not": {}} else value
        self._maps(schema, space, mode, out)
        if self._role is Role.WRITER and mode != _BARE:
            self._close(atom, mode, inner, out)
        if self._role is Role.TOLERANT and mode != _BARE:
            _open_up(out)
        return out

    @contextmanager
    def _deeper(self, inside: bool) -> Iterator[None]:
        """While it is entered, what is written speaks of a value inside the value."""
        self._level += inside
        try:
            yield
        finally:
            self._level -= inside

    def _compositions(self, schema: Schema, space: Space, inner: str, out: Schema) -> None:
        for keyword in ("allOf", "anyOf", "oneOf"):
            if keyword in schema:
                written = [self._schema(Atom(part, space), inner) for part in schema[keyword]]
                tolerant = keyword == "oneOf" and self._role is Role.TOLERANT and space.closes
                if tolerant and "anyOf" in out:
                    out.setdefault("allOf", []).append({"anyOf": written})
                else:
                    out["anyOf" if tolerant else keyword] = written
        if "prefixItems" in schema:
            place = _BARE if inner == _BARE else _CLOSED
            with self._deeper(True):
                out["prefixItems"] = [self._schema(Atom(part, space), place) for part in schema["prefixItems"]]

    def _maps(self, schema: Schema, space: Space, mode: str, out: Schema) -> None:
        inside = _BARE if mode == _BARE else _CLOSED
        part = _BARE if mode == _BARE else _OPEN
        for keyword, place in (("properties", inside), ("patternProperties", inside), ("dependentSchemas", part)):
            if keyword in schema:
                with self._deeper(keyword not in _IN_PLACE):
                    parts = schema[keyword].items()
                    out[keyword] = {name: self._schema(Atom(inner, space), place) for name, inner in parts}
        if self._role is Role.WRITER and mode != _BARE:
            if "additionalProperties" not in schema:  # what a writer must send counts as declared
                undeclared = [name for name in schema.get("required", ()) if name not in schema.get("properties", {})]
                if undeclared:
                    out.setdefault("properties", {}).update(dict.fromkeys(undeclared, True))
            for name in schema.get("unsent", ()):
                out["properties"][name] = False

    def _close(self, atom: Atom, mode: str, inner: str, out: Schema) -> None:
        schema = atom.schema
        if mode == _CLOSED and inner == _OPEN:  # closed around its parts
            if "unevaluatedProperties" not in out and "additionalProperties" not in out and _declares((atom,)):
                out["unevaluatedProperties"] = False
        elif "additionalProperties" not in schema and "unevaluatedProperties" not in schema:
            if mode == _CLOSED and "properties" in schema and "patternProperties" not in schema:
                if not schema.keys() & _COMPOSING:
                    out["additionalProperties"] = False
            elif mode == _OPEN and ("patternProperties" in schema or _is_free_form(schema)):
                out["additionalProperties"] = True

    def _reference(self, key: str, space: Space, mode: str) -> str:
        target = space.resolve(key)
        bare = "b" if mode == _BARE else ""
        name = f"{id(target):x}{mode[0] if self._role is Role.WRITER else bare}"
        self._used.add(name)
        if self._level == 0 and self._current:
            self._in_place.setdefault(self._current, Counter())[name] += 1
        if name not in self._definitions:
            self._definitions[name] = True  # before its content: a schema may contain itself
            outer = self._used, self._current, self._level
            self._used, self._current, self._level = set(), name, 0
            self._definitions[name] = self._schema(Atom(target, space), mode)
            self._uses[name] = self._used
            self._used, self._current, self._level = outer
        return f"#/$defs/{name}"


def _is_free_form(schema: Schema) -> bool:
    return "object" in schema.get("type", ()) and "properties" not in schema and not schema.keys() & _COMPOSING


def _declares(spot: Spot, hops: int = 8) -> bool:
    """Whether a spot or a branch of its unions names properties."""
    for atom in conjuncts(spot):
        if "properties" in atom.schema:
            return True
        branches = [*atom.schema.get("anyOf", ()), *atom.schema.get("oneOf", ())]
        if hops and any(_declares((Atom(branch, atom.space),), hops - 1) for branch in branches):
            return True
    return False


def _open_up(out: Schema) -> None:
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if out.get(keyword) is False:
            del out[keyword]
