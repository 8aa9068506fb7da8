"""Why a value is refused, found with a validator's yes and no alone, going down only where that says no.

A validator that lists its reasons lists those of every branch of a union, and in each of them those below: where
schemas refer to themselves, a text of a hundred bytes then takes longer than anybody waits, and a list of a million
wrong items takes gigabytes. Its yes or no remembers what it knows, and takes no longer than the text is long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.standalone import ASSERTIONS

Path = tuple[str | int, ...]
_CHECKS = frozenset(ASSERTIONS) - {"minContains", "maxContains"}
"""Keywords that look at a value as it stands: their reasons are few."""

_LONGEST = 200
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a value is refused: the keyword, where in the value, and the validator's words."""

    keyword: str
    path: tuple[str | int, ...]
    message: str


def compiled(
    schema: Any, formats: Mapping[str, Callable[[str], bool]] | None = None
) -> jsonschema_rs.Draft202012Validator:
    """A validator: offline, formats asserted, patterns that go back and forth given up after a while.

    `formats` take the place of those that the validator has.
    """
    own = None if formats is None else dict(formats)
    return jsonschema_rs.Draft202012Validator(
        schema, offline=True, validate_formats=True, pattern_options=_PATTERNS, formats=own
    )


_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=50_000)
"""How often a pattern may go back, where it has what no automaton reads. A text that needs more is refused."""


class Explaining:
    """Explains refusals by one schema, all of whose references lead into its own `$defs`."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._definitions = schema.get("$defs", {})
        self._kept: dict[tuple[int, str], tuple[Any, Callable[[Any], bool]]] = {}

    def refusals(self, value: Any) -> Iterator[Refusal]:
        """The reasons, one after another; none where the value is accepted."""
        if not self._accepts(self._schema, value):
            yield from self._within(self._schema, value, ())

    def _within(self, schema: Any, value: Any, path: Path) -> Iterator[Refusal]:
        """Why a schema refuses a value, which it does."""
        if not isinstance(schema, dict):
            yield Refusal("false", path, f"False schema does not allow {_told(value)}")
            return
        found = False
        for step in (self._checks, self._applied, self._members, self._items, self._unions):
            for one in step(schema, value, path):
                found = True
                yield one
        if not found:
            keyword = next((one for one in schema if one.startswith("unevaluated")), "schema")
            yield Refusal(keyword, path, f"{_told(value)} is not allowed as a whole")

    def _checks(self, schema: Schema, value: Any, path: Path) -> Iterator[Refusal]:
        own = {keyword: schema[keyword] for keyword in _CHECKS & schema.keys()}
        if own and not self._accepts(own, value, of="checks", owner=schema):
            for error in compiled(own).iter_errors(value):
                yield Refusal(str(error.schema_path[0]), path, str(error.message))

    def _applied(self, schema: Schema, value: Any, path: Path) -> Iterator[Refusal]:
        """By schemas that hold for the same value."""
        parts: list[Any] = list(schema.get("allOf", ()))
        if "$ref" in schema:
            parts.append(self._definitions[schema["$ref"].rpartition("/")[2]])
        if isinstance(value, dict):
            parts += [part for name, part in schema.get("dependentSchemas", {}).items() if name in value]
        if "if" in schema:
            branch = "then" if self._accepts(schema["if"], value) else "else"
            parts += [schema[branch]] if branch in schema else []
        for part in parts:
            if not self._accepts(part, value):
                yield from self._within(part, value, path)

    def _members(self, schema: Schema, value: Any, path: Path) -> Iterator[Refusal]:
        if not isinstance(value, dict):
            return
        names = schema.get("propertyNames", True)
        for name, inner in value.items():
            if names is not True and not self._accepts(names, name):
                yield from self._within(names, name, path)
            parts = self._of_member(schema, name)
            if parts == [False] and schema.get("additionalProperties") is False:
                told = f"Additional properties are not allowed ('{name[:_LONGEST]}' was unexpected)"
                yield Refusal("additionalProperties", path, told)
                continue
            for part in parts:
                if not self._accepts(part, inner):
                    yield from self._within(part, inner, (*path, name))

    def _of_member(self, schema: Schema, name: str) -> list[Any]:
        """The schemas that hold for a member."""
        named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        found = [named[name]] if name in named else []
        found += [
            part for one, part in patterns.items() if self._accepts({"pattern": one}, name, of=one, owner=patterns)
        ]
        return found or [schema.get("additionalProperties", True)]

    def _items(self, schema: Schema, value: Any, path: Path) -> Iterator[Refusal]:
        if not isinstance(value, list):
            return
        for index, part in enumerate(schema.get("prefixItems", ())[: len(value)]):
            if not self._accepts(part, value[index]):
                yield from self._within(part, value[index], (*path, index))
        part = schema.get("items", True)
        for start in range(len(schema.get("prefixItems", ())), len(value), _AT_ONCE):
            some = value[start : start + _AT_ONCE]
            if part is True or self._accepts({"items": part}, some, of="items", owner=schema):
                continue  # one question in place of very many
            for index, inner in enumerate(some, start):
                if not self._accepts(part, inner):
                    yield from self._within(part, inner, (*path, index))

    def _unions(self, schema: Schema, value: Any, path: Path) -> Iterator[Refusal]:
        """By keywords of which no single branch is to blame."""
        for keyword, told in _UNIONS.items():
            if keyword not in schema:
                continue
            own = {one: schema[one] for one in (keyword, "minContains", "maxContains") if one in schema}
            if not self._accepts(own, value, of=keyword, owner=schema):
                several = keyword == "oneOf" and sum(self._accepts(one, value) for one in schema[keyword]) > 1
                yield Refusal(keyword, path, f"{_told(value)} {_SEVERAL if several else told}")

    def _accepts(self, schema: Any, value: Any, *, of: str = "", owner: Any = None) -> bool:
        """Whether a part of the schema allows a value; `of` says which part of `owner`, where it was put together."""
        key = id(schema if owner is None else owner), of
        known = self._kept.get(key)
        if known is None:
            refers = isinstance(schema, dict) and self._definitions and not schema.keys() <= _CHECKS
            whole = {**schema, "$defs": self._definitions} if refers else schema
            known = self._kept[key] = schema, compiled(whole).is_valid
        return known[1](value)


_UNIONS = {
    "anyOf": "is not valid under any of the schemas listed in the 'anyOf' keyword",
    "oneOf": "is not valid under any of the schemas listed in the 'oneOf' keyword",
    "not": "is not allowed, as the 'not' keyword has it",
    "contains": "does not contain what the 'contains' keyword asks for",
}

_SEVERAL = "is valid under more than one of the schemas listed in the 'oneOf' keyword"


def _told(value: Any) -> str:
    """A value in few words: what is large is only begun."""
    if isinstance(value, dict | list) and len(value) > _LONGEST:
        return "an object of many members" if isinstance(value, dict) else "a list of many items"
    if isinstance(value, str):
        value = value[:_LONGEST]
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# ------------------------------------------------------------------------------------------------------------ a measure

_REFERENCE = re.compile(r"#/\$defs/(.+)\Z", re.DOTALL)
MOST_BRANCHES = 100_000


def explodes(schema: Schema) -> bool:
    """Whether a list of all reasons may take forever: a union leads back to itself, or too many stand in each other."""
    return _Measure(schema.get("$defs", {})).is_large(schema)


class _Measure:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._edges = {name: list(_references(one, False)) for name, one in definitions.items()}
        self._sizes: dict[str, int] = {}

    def is_large(self, schema: Schema) -> bool:
        for name, edges in self._edges.items():
            if any(in_union and name in self._reached(target) for target, in_union in edges):
                return True
        return self._size({key: part for key, part in schema.items() if key != "$defs"}) > MOST_BRANCHES

    def _reached(self, name: str) -> set[str]:
        seen, waiting = {name}, [name]
        while waiting:
            for target, _ in self._edges.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    def _size(self, part: Any) -> int:
        """How many branches are gone into for one value, at most."""
        if isinstance(part, list):
            return min(sum(map(self._size, part)), MOST_BRANCHES + 1)
        if not isinstance(part, dict):
            return 0
        total = 1
        for keyword, inner in part.items():
            if keyword == "$ref" and isinstance(inner, str):
                total += self._size_of(inner.rpartition("/")[2])
            elif keyword in ("enum", "const", "required", "dependentRequired"):
                continue
            elif keyword in ("anyOf", "oneOf"):
                total += len(inner) * self._size(inner)
            else:
                total += self._size(inner)
        return min(total, MOST_BRANCHES + 1)

    def _size_of(self, name: str) -> int:
        if name not in self._sizes:
            self._sizes[name] = 1  # what leads back to itself without a union is gone through once a level
            self._sizes[name] = self._size(self._definitions.get(name))
        return self._sizes[name]


def _references(part: Any, in_union: bool) -> Iterator[tuple[str, bool]]:
    """The definitions that a schema refers to, and whether it does so in a branch of a union."""
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner, in_union)
    elif isinstance(part, dict):
        for keyword, inner in part.items():
            found = _REFERENCE.match(inner) if keyword == "$ref" and isinstance(inner, str) else None
            if found:
                yield found[1], in_union
            else:
                yield from _references(inner, in_union or keyword in ("anyOf", "oneOf"))
