"""A compact notation of the forms of objects, and the JSON Schemas that it stands for.

A form names its fields. A field that must be there ends with `!`. What it holds is said by

    "string", "uri", …    a scalar of `SCALARS`
    "Name"                 an object of the form Name
    "Name?"                one, or a reference to one
    "[X]", "{X}"           a list of such, an object whose members are such
    ("a", "b")             one of some values
    a dictionary           a JSON Schema, as it is

Fields that begin with `x-` may be added, others not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
SCALARS: Final[Mapping[str, Any]] = {
    "any": True,
    "string": _TEXT,
    "boolean": {"type": "boolean"},
    "number": {"type": "number"},
    "count": _COUNT,
    "divisor": {"type": "number", "exclusiveMinimum": 0},
    "uri": {"type": "string", "format": "uri"},
    "uri-reference": {"type": "string", "format": "uri-reference"},
    "email": {"type": "string", "format": "email"},
    "regex": {"type": "string", "format": "regex"},
}
_EXTENSION = "^x-"
REFERS: Final[Schema] = {"type": "object", "required": ["$ref"]}
"""Whether something is a reference."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of objects: its fields, and what else holds of it."""

    fields: Mapping[str, Any]
    also: Mapping[str, Any] = field(default_factory=dict)

    def schema(self, closing: str) -> Schema:
        """The schema of such objects. `closing` is the keyword that forbids other fields."""
        known = properties(self.fields)
        return {"type": "object", **known, "patternProperties": {_EXTENSION: True}, closing: False, **self.also}


def document(forms: Mapping[str, Form | Schema], closing: str = "additionalProperties") -> Schema:
    """The schema of documents, which are of the form Document."""
    definitions: Schema = {}
    for name, form in forms.items():
        definitions[name] = form.schema(closing) if isinstance(form, Form) else form
        definitions[f"{name}?"] = {"if": REFERS, "then": _named("Reference"), "else": _named(name)}
    return {"$ref": "#/$defs/Document", "$defs": definitions}


def kind(said: Any) -> Any:
    """The schema of what a field holds."""
    if isinstance(said, tuple):
        return {"enum": list(said)}
    if not isinstance(said, str):
        return said
    if said in SCALARS:
        return SCALARS[said]
    if said.startswith("["):
        return {"type": "array", "items": kind(said[1:-1])}
    if said.startswith("{"):
        return {"type": "object", "additionalProperties": kind(said[1:-1])}
    return _named(said)


def properties(fields: Mapping[str, Any]) -> Schema:
    """What is said of fields, with others left open."""
    out: Schema = {"properties": {name.removesuffix("!"): kind(said) for name, said in fields.items()}}
    required = [name[:-1] for name in fields if name.endswith("!")]
    return {**out, "required": required} if required else out


def case(name: str, value: str, then: Mapping[str, Any]) -> Schema:
    """What else holds where a field has a value."""
    return {"if": {"properties": {name: {"const": value}}, "required": [name]}, "then": dict(then)}


def apart(*names: str) -> Schema:
    """Fields that are not there together."""
    return {"not": {"required": list(names)}}


def one_of(*names: str) -> Schema:
    """Fields of which exactly one is there."""
    return {"oneOf": [{"required": [name]} for name in names]}


def _named(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
