"""JSON Schemas of the types of functions: what a TypedDict says, and what is annotated."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from govkit.functions import SCHEMA_OF, Schema, SchemaOf

Json = dict[str, Any]
_PLAIN: Mapping[object, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dict: {"type": "object"},
    list: {"type": "array", "items": {}},
    type(None): {"type": "null"},
    Any: {},
}
COMPONENTS = "#/components/schemas/"


class Undescribed(Exception):
    """A type that JSON has no value of, or two types of one name."""


class Describing:
    """Schemas of types. Those that have a name, the TypedDicts, stand in `schemas`; `refer` says where others stand."""

    def __init__(self, refer: Callable[[SchemaOf], str]) -> None:
        self.schemas: dict[str, Json] = {}
        self._refer = refer
        self._types: dict[str, object] = {}

    def of(self, hint: Any) -> Json:
        """The schema of a type. Raises Undescribed."""
        if get_origin(hint) in (Required, NotRequired):
            return self.of(get_args(hint)[0])
        if get_origin(hint) is Annotated:
            return self._annotated(*get_args(hint))
        if not is_typeddict(hint):
            return self._plain(hint)
        said = vars(hint).get(SCHEMA_OF)
        return {"$ref": self._refer(said) if said is not None else self._named(hint)}

    def _annotated(self, hint: Any, *said: object) -> Json:
        """A type with what is said of it: the schema that it is, texts for people, keywords."""
        known = next((one for one in said if isinstance(one, SchemaOf)), None)
        found = {"$ref": self._refer(known)} if known is not None else self.of(hint)
        text = " ".join(one for one in said if isinstance(one, str))
        if text:
            found = {**{key: found[key] for key in ("$ref", "type") if key in found}, "description": text, **found}
            found["description"] = text
        for one in said:
            if isinstance(one, Schema):
                found = {**found, **one.keywords}
        return found

    def _named(self, hint: Any) -> str:
        """Where the schema of a TypedDict stands among the components."""
        name: str = hint.__name__
        if self._types.setdefault(name, hint) is not hint:
            raise Undescribed(f"there are two types `{name}`, of which each would be the schema of that name")
        if name not in self.schemas:
            self.schemas[name] = {}  # before its content: a type may contain itself
            members = list(members_of(hint))
            required = [one for one, _, needed in members if needed]
            self.schemas[name] = closed(text_of(hint), {one: self.of(inner) for one, inner, _ in members}, required)
        return COMPONENTS + name

    def _plain(self, hint: Any) -> Json:
        origin, inner = get_origin(hint), get_args(hint)
        if origin is list:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is dict and inner[0] is str:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if origin is Literal:
            return {"enum": list(inner)}
        if origin in (Union, types.UnionType):
            return self._union([self.of(one) for one in inner])
        found = _PLAIN.get(hint) if isinstance(hint, type) or hint is Any else None
        if found is None:
            raise Undescribed(f"no value of JSON is of the type {getattr(hint, '__name__', hint)}")
        return dict(found)

    @staticmethod
    def _union(parts: list[Json]) -> Json:
        """One of several: of plain types as one list of them."""
        if all(part.keys() == {"type"} for part in parts):
            return {"type": [part["type"] for part in parts]}
        return {"anyOf": parts}


def members_of(typed: Any) -> Iterator[tuple[str, Any, bool]]:
    """The members of a TypedDict: name, type, and whether it is always there.

    Where annotations are texts, the class itself does not know which of them say that they may lack.
    """
    for name, hint in get_type_hints(typed, include_extras=True).items():
        said = get_origin(hint)
        yield name, hint, name in typed.__required_keys__ if said not in (Required, NotRequired) else said is Required


def closed(text: str, properties: Mapping[str, Json], required: list[str]) -> Json:
    """An object of certain members and no others."""
    found: Json = {"type": "object"}
    if text:
        found["description"] = text
    found["additionalProperties"] = False
    if required:
        found["required"] = required
    if properties:
        found["properties"] = dict(properties)
    return found


def text_of(described: Any) -> str:
    """The first paragraph of a docstring, in one line; empty where there is none."""
    said = vars(described).get("__doc__") if is_typeddict(described) else described.__doc__
    return " ".join((said or "").strip().partition("\n\n")[0].split())
