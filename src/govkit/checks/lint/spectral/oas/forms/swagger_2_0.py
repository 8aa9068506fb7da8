"""The form of documents of OpenAPI 2.0."""

from __future__ import annotations

from typing import Any, Final

from govkit.checks.lint.spectral.oas.forms.notation import Form, Schema, document, kind

_PLAIN = ("string", "number", "boolean", "integer", "array")
_ONLY_LISTS = ("csv", "ssv", "tsv", "pipes")
_MANY = (*_ONLY_LISTS, "multi")
_TYPE_NAMES = kind(("array", "boolean", "integer", "null", "number", "object", "string"))
_TEXTS = {**kind("[string]"), "minItems": 1, "uniqueItems": True}
_UNIQUE_TEXTS = {**kind("[string]"), "uniqueItems": True}
_PARAMETERS = {**kind("[Parameter?]"), "uniqueItems": True}
_SCHEMAS = {**kind("[Schema]"), "minItems": 1}

_LIMITS: dict[str, Any] = {
    **dict.fromkeys(("maximum", "minimum"), "number"),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "uniqueItems"), "boolean"),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems"), "count"),
    "multipleOf": "divisor",
    "pattern": "regex",
    "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
    "default": "any",
    "format": "string",
}
_ITEMS: dict[str, Any] = {**_LIMITS, "items": "Items", "collectionFormat": _ONLY_LISTS}


def _parameter(place: str, types: tuple[str, ...], **more: Any) -> Form:
    """A parameter that is sent elsewhere than in the body. What all of them must have is said once for all."""
    said = {"in": (place,), "name": "string", "description": "string", "required": "boolean", "type": types}
    return Form({**_ITEMS, **said, **more})


def _flow(name: str, *urls: str) -> Form:
    needed = {f"{url}!": "uri" for url in urls}
    return Form({"type!": ("oauth2",), "flow!": (name,), "scopes!": "{string}", **needed, "description": "string"})


_FORMS: Final[dict[str, Form | Schema]] = {
    "Document": Form(
        {
            "swagger!": {"type": "string", "enum": ["2.0"]},
            "info!": "Info",
            "host": {"type": "string", "pattern": "^[^{}/ :\\\\]+(?::\\d+)?$"},
            "basePath": {"type": "string", "pattern": "^/"},
            "schemes": "Schemes",
            "consumes": _UNIQUE_TEXTS,
            "produces": _UNIQUE_TEXTS,
            "paths!": "Paths",
            "definitions": "{Schema}",
            "parameters": "{Parameter}",
            "responses": "{Response}",
            "security": "Security",
            "securityDefinitions": {**kind("{SecurityScheme}"), "errorMessage": "a security scheme is none of 2.0"},
            "tags": {**kind("[Tag]"), "uniqueItems": True},
            "externalDocs": "ExternalDocs",
        }
    ),
    "Reference": {
        "type": "object", "required": ["$ref"], "properties": {"$ref": kind("string")}, "additionalProperties": False,
    },
    "Info": Form(
        {
            "title!": "string", "version!": "string", "description": "string", "termsOfService": "string",
            "contact": "Contact", "license": "License",
        }
    ),
    "Contact": Form({"name": "string", "url": "uri", "email": "email"}),
    "License": Form({"name!": "string", "url": "uri"}),
    "ExternalDocs": Form({"description": "string", "url!": "uri"}),
    "Tag": Form({"name!": "string", "description": "string", "externalDocs": "ExternalDocs"}),
    "Schemes": {**kind("[any]"), "items": kind(("http", "https", "ws", "wss")), "uniqueItems": True},
    "Security": {
        "type": "array",
        "items": {"type": "object", "additionalProperties": _UNIQUE_TEXTS},
        "uniqueItems": True,
    },
    "Paths": Form({}, {"patternProperties": {"^x-": True, "^/": kind("PathItem")}}),
    "PathItem": Form(
        {
            "$ref": "string", "parameters": _PARAMETERS,
            **dict.fromkeys(("get", "put", "post", "delete", "options", "head", "patch"), "Operation"),
        }
    ),
    "Operation": Form(
        {
            "tags": _UNIQUE_TEXTS, "summary": "string", "description": "string", "externalDocs": "ExternalDocs",
            "operationId": "string", "produces": _UNIQUE_TEXTS, "consumes": _UNIQUE_TEXTS, "parameters": _PARAMETERS,
            "responses!": "Responses", "schemes": "Schemes", "deprecated": "boolean", "security": "Security",
        }
    ),
    "Responses": Form(
        {},
        {
            "minProperties": 1,
            "patternProperties": {"^([0-9]{3})$|^(default)$": kind("Response?"), "^x-": True},
            "not": {"type": "object", "additionalProperties": False, "patternProperties": {"^x-": True}},
        },
    ),
    "Response": Form(
        {
            "description!": "string", "headers": "{Header}", "examples": "{any}",
            "schema": {"oneOf": [kind("Schema"), kind("FileSchema")]},
        }
    ),
    "Header": Form({**_ITEMS, "type!": _PLAIN, "description": "string"}),
    "Items": Form({**_ITEMS, "type": _PLAIN}),
    "Parameter": {"oneOf": [kind("BodyParameter"), kind("OtherParameter")]},
    "BodyParameter": Form(
        {
            "name!": "string", "in!": {"type": "string", "enum": ["body"]}, "description": "string",
            "required": "boolean", "schema!": "Schema",
        }
    ),
    "OtherParameter": {
        "type": "object",
        "required": ["name", "in", "type"],
        "oneOf": [kind(f"{place}Parameter") for place in ("Header", "Form", "Query", "Path")],
    },
    "HeaderParameter": _parameter("header", _PLAIN),
    "FormParameter": _parameter("formData", (*_PLAIN, "file"), allowEmptyValue="boolean", collectionFormat=_MANY),
    "QueryParameter": _parameter("query", _PLAIN, allowEmptyValue="boolean", collectionFormat=_MANY),
    "PathParameter": _parameter("path", _PLAIN, **{"required!": (True,)}),
    "Schema": Form(
        {
            **_LIMITS,
            **dict.fromkeys(("$ref", "title", "description", "discriminator"), "string"),
            **dict.fromkeys(("allOf", "oneOf", "anyOf"), _SCHEMAS),
            **dict.fromkeys(("maxProperties", "minProperties"), "count"),
            "required": _TEXTS,
            "type": {
                "anyOf": [_TYPE_NAMES, {"type": "array", "items": _TYPE_NAMES, "minItems": 1, "uniqueItems": True}]
            },
            "items": {"anyOf": [kind("Schema"), _SCHEMAS]},
            "properties": "{Schema}",
            "additionalProperties": {"if": {"type": "object"}, "then": kind("Schema"), "else": {"type": "boolean"}},
            "readOnly": "boolean",
            "xml": "Xml",
            "externalDocs": "ExternalDocs",
            "example": "any",
        }
    ),
    "FileSchema": Form(
        {
            "type!": ("file",), "format": "string", "title": "string", "description": "string", "default": "any",
            "required": _TEXTS, "readOnly": "boolean", "externalDocs": "ExternalDocs", "example": "any",
        }
    ),
    "Xml": Form(
        {"name": "string", "namespace": "string", "prefix": "string", "attribute": "boolean", "wrapped": "boolean"}
    ),
    "SecurityScheme": {
        "oneOf": [*map(kind, ("Basic", "ApiKey", "ImplicitFlow", "PasswordFlow", "ApplicationFlow", "CodeFlow"))]
    },
    "Basic": Form({"type!": ("basic",), "description": "string"}),
    "ApiKey": Form({"type!": ("apiKey",), "name!": "string", "in!": ("header", "query"), "description": "string"}),
    "ImplicitFlow": _flow("implicit", "authorizationUrl"),
    "PasswordFlow": _flow("password", "tokenUrl"),
    "ApplicationFlow": _flow("application", "tokenUrl"),
    "CodeFlow": _flow("accessCode", "authorizationUrl", "tokenUrl"),
}  # fmt: skip

SCHEMA: Final[Schema] = document(_FORMS)
