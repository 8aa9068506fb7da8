"""Parameters and headers as the properties of one object each: where the walk begins."""

from __future__ import annotations

from govkit.checks.compat.surface.recorder import raw
from govkit.spec.documents import Node
from govkit.spec.openapi import Operation, Response
from govkit.spec.openapi.payloads import value_schema
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Spot
from govkit.spec.schemas.space import Space


def parameter_object(operation: Operation, space: Space) -> Spot:
    """The parameters of an operation as the properties of one object."""
    schema: Schema = {"type": ["object"], "properties": {}, "made": True}
    for key, parameter in operation.parameters.items():
        value = _value(parameter.node, space)
        if parameter.location == "path" and "string" in value.get("type", ()) and not value.get("minLength"):
            value = space.made({**value, "minLength": 1}, space.origin(value))  # a path without it is another path
        schema["properties"][key] = value
        space.name_member(schema, key, parameter.node)
        if parameter.required:
            schema.setdefault("required", []).append(key)
    return (Atom(space.made(schema, operation.node), space),)


def header_object(response: Response, space: Space) -> Spot:
    """The headers of a response as the properties of one object."""
    return headers_of(response.headers, response.node, space)


def headers_of(headers: dict[str, Node], owner: Node, space: Space) -> Spot:
    """Headers as the properties of one object."""
    schema: Schema = {"type": ["object"], "properties": {}, "made": True}
    for name, node in headers.items():
        schema["properties"][name] = _value(node, space)
        space.name_member(schema, name, node)
        if raw(node).get("required") is True:
            schema.setdefault("required", []).append(name)
    return (Atom(space.made(schema, owner), space),)


def _value(node: Node, space: Space) -> Schema:
    """The schema of a parameter or header as a caller meets it: with `content` its media type has types."""
    schema = value_schema(node, space)
    return schema if "content" in raw(node) else as_text(schema, space)


def as_text(schema: Schema, space: Space) -> Schema:
    """The schema with a mark where its value is any text: `5` and `true` are spelled alike in every type."""
    limiting = {"enum", "pattern", "format", "maxLength", "minLength"}
    if "string" not in schema.get("type", ()) or schema.keys() & limiting:
        return schema
    return space.made({**schema, "anyText": True}, space.origin(schema))
