"""The control API described: an OpenAPI 3.1 document made of the table of routes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from govkit import __version__
from govkit.mocks.control.route import PREFIX, Parameter, Route
from govkit.mocks.messages import JsonObject

_NAME = re.compile(r"\{([^{}]+)\}")
_PROBLEM: JsonObject = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["title", "status", "detail"],
}


def document(routes: Iterable[Route]) -> JsonObject:
    """The description of all routes."""
    schemas: JsonObject = {"Problem": _PROBLEM}
    paths: JsonObject = {}
    for route in routes:
        paths.setdefault(f"/{route.path}", {}).setdefault(route.method.lower(), _operation(route, schemas))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "govkit mock control",
            "version": __version__,
            "description": "Resets, seeds, disturbs and watches the mocks of one process.",
        },
        "servers": [{"url": PREFIX.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(route: Route, schemas: JsonObject) -> JsonObject:
    answer = {"description": "Done.", "content": {"application/json": {"schema": _hoisted(route.answer, schemas)}}}
    refused = {
        "description": "It is not done, and why.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    made: JsonObject = {
        "operationId": route.id,
        "summary": route.summary,
        "responses": {"200": answer, "4XX": refused},
    }
    parameters = list(_parameters(route))
    if parameters:
        made["parameters"] = parameters
    if route.body is not None:
        content: JsonObject = {"application/json": {"schema": _hoisted(route.body_schema, schemas)}}
        if route.sample.body is not None:
            content["application/json"]["example"] = route.sample.body
        made["requestBody"] = {"required": route.body_required, "content": content}
    return made


def _parameters(route: Route) -> Iterable[JsonObject]:
    in_path = _NAME.findall(route.path)
    known = {one.name: one for one in route.parameters}
    for name in in_path:
        one = known.get(name) or Parameter(name, f"The {name}.")
        yield _parameter(one, route.sample.path) | {"in": "path", "required": True}
    for one in route.parameters:
        if one.name not in in_path:
            yield _parameter(one, route.sample.query)


def _parameter(one: Parameter, sample: dict[str, str]) -> JsonObject:
    made: JsonObject = {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
    if one.name in sample and one.schema.get("type") == "string":
        made["example"] = sample[one.name]
    return made


def _hoisted(schema: JsonObject, schemas: JsonObject) -> JsonObject:
    """A schema whose definitions are components of the document."""
    for name, inner in schema.get("$defs", {}).items():
        if name not in schemas:
            schemas[name] = None  # it may lead into itself
            schemas[name] = _moved(inner)
    return {key: _moved(value) for key, value in schema.items() if key not in ("$defs", "$schema")}


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: f"#/components/schemas/{inner.rpartition('/')[2]}"
            if key == "$ref" and isinstance(inner, str)
            else _mapped(inner)
            if key == "mapping"
            else _moved(inner)
            for key, inner in value.items()
        }
    return [_moved(one) for one in value] if isinstance(value, list) else value


def _mapped(value: Any) -> Any:
    """The mapping of a discriminator."""
    if not isinstance(value, dict):
        return value
    return {
        key: f"#/components/schemas/{inner.rpartition('/')[2]}" if isinstance(inner, str) else _moved(inner)
        for key, inner in value.items()
    }
