"""Simple 3.x documents as 2.0 writes them, so that what is judged in one can be judged in the other."""

from __future__ import annotations

import json
from typing import Any


class NotIn2(Exception):
    """Something that 2.0 has no words for."""


_KEPT = ("tags", "summary", "description", "operationId", "deprecated", "security", "externalDocs")
_STYLES = {
    ("form", True): "multi",
    ("form", False): "csv",
    ("simple", False): "csv",
    ("spaceDelimited", False): "ssv",
    ("pipeDelimited", False): "pipes",
}
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "clientCredentials": "application",
    "authorizationCode": "accessCode",
}


def down(tree: dict[str, Any]) -> dict[str, Any]:
    """A 3.x document in 2.0; raises NotIn2."""
    _only(tree, "openapi", "info", "paths", "components", "security", "tags")
    components = tree.get("components", {})
    _only(components, "schemas", "parameters", "responses", "securitySchemes")
    made: dict[str, Any] = {"swagger": "2.0", "info": tree["info"]}
    made |= {key: _schema(value) for key, value in tree.items() if key.startswith("x-")}
    if "security" in tree:
        made["security"] = tree["security"]
    if "schemas" in components:
        made["definitions"] = {name: _schema(value) for name, value in components["schemas"].items()}
    if "parameters" in components:
        made["parameters"] = {name: _parameter(value) for name, value in components["parameters"].items()}
    if "securitySchemes" in components:
        made["securityDefinitions"] = {n: _scheme(value) for n, value in components["securitySchemes"].items()}
    if "responses" in components:
        responses = {name: _response(value) for name, value in components["responses"].items()}
        made["responses"] = {name: response for name, (response, _) in responses.items()}
    made["paths"] = {path: _item(item) for path, item in tree.get("paths", {}).items()}
    return made


def _only(value: dict[str, Any], *names: str) -> None:
    more = [name for name in value if name not in names and not name.startswith("x-")]
    if more:
        raise NotIn2(more)


def _item(item: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in item.items():
        if key == "parameters":
            made[key] = [_parameter(one) for one in value]
        elif key in ("get", "put", "post", "delete", "options", "head", "patch"):
            made[key] = _operation(value)
        else:
            raise NotIn2(key)
    return made


def _operation(raw: dict[str, Any]) -> dict[str, Any]:
    _only(raw, *_KEPT, "parameters", "requestBody", "responses")
    made = {key: raw[key] for key in _KEPT if key in raw}
    parameters = [_parameter(one) for one in raw.get("parameters", ())]
    if "requestBody" in raw:
        fields, made["consumes"] = _body(raw["requestBody"])
        parameters += fields
    if parameters or "parameters" in raw:
        made["parameters"] = parameters
    made["responses"] = {}
    produced: list[list[str]] = []
    for status, response in raw.get("responses", {}).items():
        if status.upper().endswith("XX"):
            raise NotIn2(status)
        made["responses"][status], types = _response(response)
        produced += [types] if types else []
    if produced:
        if any(types != produced[0] for types in produced):
            raise NotIn2("responses of different media types")
        made["produces"] = produced[0]
    return made


def _parameter(raw: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in raw:
        return {"$ref": raw["$ref"].replace("#/components/parameters/", "#/parameters/")}
    _only(raw, "name", "in", "required", "description", "schema", "style", "explode")
    if raw.get("in") == "cookie":
        raise NotIn2("cookie")
    made = {key: value for key, value in raw.items() if key not in ("schema", "style", "explode")}
    return {**made, **_value(raw)}


def _value(raw: dict[str, Any]) -> dict[str, Any]:
    schema = raw.get("schema", {"type": "string"})
    if not isinstance(schema, dict) or "type" not in schema:
        raise NotIn2("a parameter without a type")
    _only(
        schema,
        *("type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
        *("maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf"),
    )
    made: dict[str, Any] = _schema(schema)
    if schema.get("type") == "object":
        raise NotIn2("a parameter that is an object")
    if schema.get("type") == "array" or "style" in raw or "explode" in raw:
        style = raw.get("style", "form" if raw.get("in") == "query" else "simple")
        said = _STYLES.get((style, raw.get("explode", style == "form")))
        if said is None:
            raise NotIn2(style)
        made["collectionFormat"] = said
    return made


def _body(raw: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    _only(raw, "content", "required", "description")
    schema = _one_schema(raw["content"])
    types = list(raw["content"])
    if any("multipart" in name or "form-urlencoded" in name for name in types):
        raise NotIn2("forms")
    made = {"name": "body", "in": "body", "schema": schema}
    return [made | {key: raw[key] for key in ("required", "description") if key in raw}], types


def _response(raw: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    if "$ref" in raw:
        raise NotIn2("a response by reference, whose media types are those of the root")
    _only(raw, "description", "content", "headers")
    made: dict[str, Any] = {"description": raw.get("description", "")}
    if "headers" in raw:
        made["headers"] = {}
        for name, header in raw["headers"].items():
            _only(header, "description", "schema")
            made["headers"][name] = {key: header[key] for key in header if key != "schema"} | _value(header)
    if raw.get("content"):
        made["schema"] = _one_schema(raw["content"])
    return made, list(raw.get("content", ()))


def _one_schema(content: dict[str, Any]) -> Any:
    for media in content.values():
        _only(media, "schema")
        if "schema" not in media:
            raise NotIn2("a media type without a schema")
    schemas = [json.dumps(media["schema"]) for media in content.values()]
    if len(set(schemas)) != 1:
        raise NotIn2("media types of different schemas")
    return _schema(next(iter(content.values()))["schema"])


def _schema(value: Any) -> Any:
    text = json.dumps(value)
    for later in ("#/components/responses", "#/components/parameters", "#/paths", "#/components/requestBodies"):
        if later in text:
            raise NotIn2(later)
    return json.loads(text.replace("#/components/schemas/", "#/definitions/").replace('"nullable"', '"x-nullable"'))


def _scheme(raw: dict[str, Any]) -> dict[str, Any]:
    kind = raw.get("type")
    if kind == "http" and raw.get("scheme") == "basic":
        return {"type": "basic"}
    if kind == "apiKey" and raw.get("in") != "cookie":
        return raw
    if kind == "oauth2" and len(raw["flows"]) == 1:
        ((name, flow),) = raw["flows"].items()
        if name in _FLOWS:
            return {"type": "oauth2", "flow": _FLOWS[name], **flow}
    raise NotIn2(kind)
