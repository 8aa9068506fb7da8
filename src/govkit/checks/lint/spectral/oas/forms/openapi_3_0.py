"""The form of documents of OpenAPI 3.0."""

from __future__ import annotations

from typing import Any, Final

from govkit.checks.lint.spectral.oas.forms.notation import Form, Schema, apart, document, kind, properties

_METHODS = "^(get|put|post|delete|options|head|patch|trace)$"
_NAMES = "^[a-zA-Z0-9\\.\\-_]+$"
_STATUSES = "^[1-5](?:\\d{2}|XX)$"
_IN_PARAMETER = {
    "path": properties({"style": ("matrix", "label", "simple"), "required!": {"const": True}}),
    "query": properties({"style": ("form", "spaceDelimited", "pipeDelimited", "deepObject")}),
    "header": properties({"style": {"const": "simple"}}),
    "cookie": properties({"style": {"const": "form"}}),
}  # fmt: skip


def _components(said: str) -> Schema:
    return {"type": "object", "patternProperties": {_NAMES: kind(said)}}


def _chosen(name: str, cases: dict[str, Any], otherwise: Any) -> Schema:
    """What holds by the value of a field, and what where it has none of these values."""
    schema = otherwise
    for value, then in reversed(cases.items()):
        is_so = {"type": "object", "properties": {name: {"const": value}}, "required": [name]}
        schema = {"if": is_so, "then": then, "else": schema}
    return dict(schema)


def _is_given(name: str) -> Schema:
    return {"type": "object", "required": [name]}


_SCHEMA_OR_CONTENT: Schema = {
    **apart("schema", "content"),
    "if": _is_given("schema"),
    "then": True,
    "else": {
        "if": _is_given("content"),
        "then": {"allOf": [apart(name) for name in ("style", "explode", "allowReserved", "example", "examples")]},
        "else": {"not": True},
    },
}
"""A parameter or a header has a schema, or content, which says itself how it is written."""

_VALUE: dict[str, Any] = {
    "description": "string",
    "required": "boolean",
    "deprecated": "boolean",
    "allowEmptyValue": "boolean",
    "explode": "boolean",
    "allowReserved": "boolean",
    "schema": "Schema?",
    "content": {**kind("{MediaType}"), "minProperties": 1, "maxProperties": 1},
    "example": "any",
    "examples": "{Example?}",
}
_FLOW: dict[str, Any] = {"refreshUrl": "uri-reference", "scopes!": "{string}"}
_UNIQUE_PARAMETERS = {**kind("[Parameter?]"), "uniqueItems": True}
_ALONE = apart("example", "examples")

_FORMS: Final[dict[str, Form | Schema]] = {
    "Document": Form(
        {
            "openapi!": {"type": "string", "pattern": "^3\\.0\\.\\d(-.+)?$"},
            "info!": "Info",
            "externalDocs": "ExternalDocs",
            "servers": "[Server]",
            "security": "[SecurityRequirement]",
            "tags": {**kind("[Tag]"), "uniqueItems": True},
            "paths!": "Paths",
            "components": "Components",
        }
    ),
    "Reference": {"type": "object", "required": ["$ref"], "patternProperties": {"^\\$ref$": kind("uri-reference")}},
    "Info": Form(
        {
            "title!": "string", "description": "string", "termsOfService": "uri-reference", "contact": "Contact",
            "license": "License", "version!": "string",
        }
    ),
    "Contact": Form({"name": "string", "url": "uri-reference", "email": "email"}),
    "License": Form({"name!": "string", "url": "uri-reference"}),
    "Server": Form({"url!": "string", "description": "string", "variables": "{ServerVariable}"}),
    "ServerVariable": Form({"enum": "[string]", "default!": "string", "description": "string"}),
    "ExternalDocs": Form({"description": "string", "url!": "uri-reference"}),
    "Tag": Form({"name!": "string", "description": "string", "externalDocs": "ExternalDocs"}),
    "SecurityRequirement": kind("{[string]}"),
    "Components": Form(
        {
            "schemas": _components("Schema?"),
            "responses": _components("Response?"),
            "parameters": _components("Parameter?"),
            "examples": _components("Example?"),
            "requestBodies": _components("RequestBody?"),
            "headers": _components("Header?"),
            "securitySchemes": _components("SecurityScheme?"),
            "links": _components("Link?"),
            "callbacks": _components("Callback?"),
        }
    ),
    "Paths": Form({}, {"patternProperties": {"^\\/": kind("PathItem"), "^x-": True}}),
    "PathItem": Form(
        {
            "$ref": "string", "summary": "string", "description": "string", "servers": "[Server]",
            "parameters": _UNIQUE_PARAMETERS,
        },
        {"patternProperties": {_METHODS: kind("Operation"), "^x-": True}},
    ),
    "Operation": Form(
        {
            "tags": "[string]", "summary": "string", "description": "string", "externalDocs": "ExternalDocs",
            "operationId": "string", "parameters": _UNIQUE_PARAMETERS, "requestBody": "RequestBody?",
            "responses!": "Responses", "callbacks": "{Callback?}", "deprecated": "boolean",
            "security": "[SecurityRequirement]", "servers": "[Server]",
        }
    ),
    "Responses": Form(
        {"default": "Response?"}, {"patternProperties": {_STATUSES: kind("Response?"), "^x-": True}, "minProperties": 1}
    ),
    "Response": Form(
        {"description!": "string", "headers": "{Header?}", "content": "{MediaType}", "links": "{Link?}"}
    ),
    "RequestBody": Form({"description": "string", "content!": "{MediaType}", "required": "boolean"}),
    "MediaType": Form(
        {"schema": "Schema?", "example": "any", "examples": "{Example?}", "encoding": "{Encoding}"}, {"allOf": [_ALONE]}
    ),
    "Encoding": Form(
        {
            "contentType": "string", "headers": "{Header}", "explode": "boolean", "allowReserved": "boolean",
            "style": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
        },
        {"patternProperties": {}},
    ),
    "Example": Form({"summary": "string", "description": "string", "value": "any", "externalValue": "uri-reference"}),
    "Header": Form({**_VALUE, "style": {"const": "simple"}}, {"allOf": [_ALONE, _SCHEMA_OR_CONTENT]}),
    "Parameter": Form(
        {**_VALUE, "name!": "string", "in": "string", "style": "string"},
        {"allOf": [_ALONE, _SCHEMA_OR_CONTENT, {"$ref": "#/$defs/ParameterPlace"}]},
    ),
    "ParameterPlace": {
        "type": "object",
        **_chosen("in", _IN_PARAMETER, {"type": "object", **properties({"in!": tuple(_IN_PARAMETER)})}),
    },
    "Link": Form(
        {
            "operationId": "string", "operationRef": "uri-reference", "parameters": "{any}", "requestBody": "any",
            "description": "string", "server": "Server",
        },
        apart("operationId", "operationRef"),
    ),
    "Callback": {**kind("{PathItem}"), "patternProperties": {"^x-": True}},
    "SecurityScheme": _chosen(
        "type",
        {
            "apiKey": kind("ApiKey"),
            "oauth2": kind("OAuth2"),
            "openIdConnect": kind("OpenIdConnect"),
        },
        {"type": "object", **properties({"type!": ("apiKey", "http", "oauth2", "openIdConnect")})},
    ),
    "ApiKey": Form(
        {"type!": {"const": "apiKey"}, "name!": "string", "in!": ("header", "query", "cookie"), "description": "string"}
    ),
    "OAuth2": Form({"type!": {"const": "oauth2"}, "flows!": "Flows", "description": "string"}),
    "OpenIdConnect": Form(
        {"type!": {"const": "openIdConnect"}, "openIdConnectUrl!": "uri-reference", "description": "string"}
    ),
    "Flows": Form(
        {
            "implicit": "ImplicitFlow", "password": "TokenFlow", "clientCredentials": "TokenFlow",
            "authorizationCode": "CodeFlow",
        }
    ),
    "ImplicitFlow": Form({"authorizationUrl!": "uri-reference", **_FLOW}),
    "TokenFlow": Form({"tokenUrl!": "uri-reference", **_FLOW}),
    "CodeFlow": Form({"authorizationUrl!": "uri-reference", "tokenUrl!": "uri-reference", **_FLOW}),
    "Schema": Form(
        {
            **dict.fromkeys(("title", "description", "format"), "string"),
            **dict.fromkeys(("maximum", "minimum"), "number"),
            **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "uniqueItems"), "boolean"),
            **dict.fromkeys(("nullable", "readOnly", "writeOnly", "deprecated"), "boolean"),
            **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems"), "count"),
            **dict.fromkeys(("maxProperties", "minProperties"), "count"),
            **dict.fromkeys(("default", "example"), "any"),
            **dict.fromkeys(("allOf", "anyOf", "oneOf"), "[Schema?]"),
            **dict.fromkeys(("items", "not"), "Schema?"),
            "multipleOf": "divisor",
            "pattern": "regex",
            "required": {**kind("[string]"), "minItems": 1, "uniqueItems": True},
            "enum": {"type": "array", "minItems": 1},
            "type": ("array", "boolean", "integer", "number", "object", "string"),
            "properties": "{Schema?}",
            "additionalProperties": {"if": {"type": "object"}, "then": kind("Schema?"), "else": {"type": "boolean"}},
            "discriminator": "Discriminator",
            "externalDocs": "ExternalDocs",
            "xml": "Xml",
        }
    ),
    "Discriminator": {
        "type": "object",
        **properties({"propertyName!": "string", "mapping": "{string}"}),
    },
    "Xml": Form(
        {"name": "string", "namespace": "uri", "prefix": "string", "attribute": "boolean", "wrapped": "boolean"}
    ),
}  # fmt: skip

SCHEMA: Final[Schema] = document(_FORMS)
