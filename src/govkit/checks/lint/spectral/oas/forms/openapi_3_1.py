"""The form of documents of OpenAPI 3.1, of which 3.2 takes most."""

from __future__ import annotations

from typing import Any, Final

from govkit.checks.lint.spectral.oas.forms.notation import (
    Form,
    Schema,
    apart,
    case,
    document,
    kind,
    one_of,
    properties,
)

CLOSING = "unevaluatedProperties"
STYLES = ("form", "spaceDelimited", "pipeDelimited", "deepObject")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STATUSES = "^[1-5](?:[0-9]{2}|XX)$"
_URI = "uri"


def components(**kinds: str) -> Form:
    """What may stand in `components`, under names of certain characters."""
    names = {"propertyNames": {"pattern": "^[a-zA-Z0-9._-]+$"}}
    return Form({name: {**names, **kind(f"{{{said}}}")} for name, said in kinds.items()})


def flow(*urls: str) -> Form:
    """A flow of OAuth 2.0 with the URLs that it needs."""
    needed = {f"{name}!": "uri-reference" for name in urls}
    return Form({**needed, "refreshUrl": "uri-reference", "scopes!": "{string}"})


_EXPLODE = {"properties": {"explode": True}}
_STYLED: Schema = {
    "properties": {"style": kind("string"), "explode": kind("boolean")},
    "allOf": [
        kind("Examples"),
        case("in", "path", {**properties({"style": ("matrix", "label", "simple"), "required!": {"const": True}})}),
        case("in", "header", properties({"style": {"const": "simple"}})),
        case("in", "query", properties({"style": STYLES, "allowReserved": "boolean"})),
        case("in", "cookie", properties({"style": {"const": "form"}})),
        _EXPLODE,
    ],
}
"""What a parameter with a schema may have besides."""
_CONTENT = {**kind("Content"), "minProperties": 1, "maxProperties": 1}

FORMS: Final[dict[str, Form | Schema]] = {
    "Document": Form(
        {
            "openapi!": {"type": "string", "pattern": "^3\\.1\\.\\d+(-.+)?$"},
            "info!": "Info",
            "jsonSchemaDialect": "uri",
            "servers": "[Server]",
            "paths": "Paths",
            "webhooks": "{PathItem?}",
            "components": "Components",
            "security": "[SecurityRequirement]",
            "tags": "[Tag]",
            "externalDocs": "ExternalDocs",
        },
        {"if": {"anyOf": [{"required": [one]} for one in ("paths", "components", "webhooks")]}, "else": False},
    ),
    "Reference": {
        "type": "object",
        **properties({"$ref": "uri-reference", "summary": "string", "description": "string"}),
    },
    "Info": Form(
        {
            "title!": "string", "summary": "string", "description": "string", "termsOfService": _URI,
            "contact": "Contact", "license": "License", "version!": "string",
        }
    ),
    "Contact": Form({"name": "string", "url": _URI, "email": "email"}),
    "License": Form(
        {"name!": "string", "identifier": "string", "url": _URI}, {"dependentSchemas": {"identifier": apart("url")}}
    ),
    "Server": Form({"url!": "string", "description": "string", "variables": "{ServerVariable}"}),
    "ServerVariable": Form(
        {"enum": {**kind("[string]"), "minItems": 1}, "default!": "string", "description": "string"}
    ),
    "ExternalDocs": Form({"description": "string", "url!": _URI}),
    "Tag": Form({"name!": "string", "description": "string", "externalDocs": "ExternalDocs"}),
    "SecurityRequirement": kind("{[string]}"),
    "Components": components(
        schemas="Schema", responses="Response?", parameters="Parameter?", examples="Example?",
        requestBodies="RequestBody?", headers="Header?", securitySchemes="SecurityScheme?", links="Link?",
        callbacks="Callbacks?", pathItems="PathItem?",
    ),
    "Paths": Form({}, {"patternProperties": {"^/": kind("PathItem"), "^x-": True}}),
    "PathItem": Form(
        {
            "summary": "string", "description": "string", "servers": "[Server]", "parameters": "[Parameter?]",
            **dict.fromkeys(METHODS, "Operation"),
        }
    ),
    "Operation": Form(
        {
            "tags": "[string]", "summary": "string", "description": "string", "externalDocs": "ExternalDocs",
            "operationId": "string", "parameters": "[Parameter?]", "requestBody": "RequestBody?",
            "responses": "Responses", "callbacks": "{Callbacks?}", "deprecated": "boolean",
            "security": "[SecurityRequirement]", "servers": "[Server]",
        }
    ),
    "Parameter": Form(
        {
            "name!": "string", "in!": ("query", "header", "path", "cookie"), "description": "string",
            "required": "boolean", "deprecated": "boolean", "schema": "Schema", "content": _CONTENT,
        },
        {
            **one_of("schema", "content"),
            **case("in", "query", properties({"allowEmptyValue": "boolean"})),
            "dependentSchemas": {"schema": _STYLED},
        },
    ),
    "RequestBody": Form({"description": "string", "content!": "Content", "required": "boolean"}),
    "Content": kind("{MediaType}"),
    "MediaType": Form({"schema": "Schema", "encoding": "{Encoding}"}, {"allOf": [kind("Examples")]}),
    "Encoding": Form(
        {
            "contentType": "string", "headers": "{Header?}", "style": STYLES, "explode": "boolean",
            "allowReserved": "boolean",
        }
    ),
    "Responses": Form(
        {"default": "Response?"},
        {
            "patternProperties": {_STATUSES: kind("Response?"), "^x-": True},
            "minProperties": 1,
            "if": {"patternProperties": {_STATUSES: False}},
            "then": {"required": ["default"]},
        },
    ),
    "Response": Form({"description!": "string", "headers": "{Header?}", "content": "Content", "links": "{Link?}"}),
    "Callbacks": {**kind("{PathItem?}"), "patternProperties": {"^x-": True}},
    "Example": Form(
        {"summary": "string", "description": "string", "value": "any", "externalValue": "uri-reference"},
        apart("value", "externalValue"),
    ),
    "Examples": properties({"example": "any", "examples": "{Example?}"}),
    "Link": Form(
        {
            "operationRef": "uri-reference", "operationId": "string", "parameters": "{string}", "requestBody": "any",
            "description": "string", "body": "Server",
        },
        one_of("operationRef", "operationId"),
    ),
    "Header": Form(
        {
            "description": "string", "required": "boolean", "deprecated": "boolean", "schema": "Schema",
            "content": _CONTENT,
        },
        {
            **one_of("schema", "content"),
            "dependentSchemas": {
                "schema": {**properties({"style": {"const": "simple"}, "explode": "boolean"}), **kind("Examples")}
            },
        },
    ),
    "SecurityScheme": Form(
        {"type!": ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"), "description": "string"},
        {
            "allOf": [
                case("type", "apiKey", properties({"name!": "string", "in!": ("query", "header", "cookie")})),
                case("type", "http", properties({"scheme!": "string"})),
                {
                    "if": {
                        "properties": {
                            "type": {"const": "http"},
                            "scheme": {"type": "string", "pattern": "^[Bb][Ee][Aa][Rr][Ee][Rr]$"},
                        },
                        "required": ["type", "scheme"],
                    },
                    "then": properties({"bearerFormat": "string"}),
                },
                case("type", "oauth2", properties({"flows!": "Flows"})),
                case("type", "openIdConnect", properties({"openIdConnectUrl!": "uri-reference"})),
            ]
        },
    ),
    "Flows": Form(
        {
            "implicit": "ImplicitFlow", "password": "TokenFlow", "clientCredentials": "TokenFlow",
            "authorizationCode": "CodeFlow",
        }
    ),
    "ImplicitFlow": flow("authorizationUrl"),
    "TokenFlow": flow("tokenUrl"),
    "CodeFlow": flow("authorizationUrl", "tokenUrl"),
    "Schema": {
        "if": {"type": "object"},
        "then": {"allOf": [kind("JsonSchema"), kind("Vocabulary")]},
        "else": {"type": "boolean"},
    },
    "Vocabulary": properties({"discriminator": "Discriminator", "externalDocs": "SchemaDocs", "xml": "Xml"}),
    "Discriminator": Form({"propertyName!": "string", "mapping": "{string}"}),
    "SchemaDocs": Form({"url!": "uri-reference", "description": "string"}),
    "Xml": Form(
        {"name": "string", "namespace": "uri", "prefix": "string", "attribute": "boolean", "wrapped": "boolean"}
    ),
}  # fmt: skip


A_TYPE = kind(("array", "boolean", "integer", "null", "number", "object", "string"))
SOME_TYPES = {"type": "array", "items": A_TYPE, "minItems": 1, "uniqueItems": True}


def json_schema(own: str, also: dict[str, Any]) -> dict[str, Schema]:
    """The form of schemas of JSON Schema 2020-12, in which those of the name `own` stand."""
    some, named = {**kind(f"[{own}]"), "minItems": 1}, kind(f"{{{own}}}")
    texts = {**kind("[string]"), "uniqueItems": True}
    counts = ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties")
    schemas = (
        "items", "contains", "additionalProperties", "propertyNames", "if", "then", "else", "not", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    )  # fmt: skip
    anchor = {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"}
    keywords: dict[str, Any] = {
        **dict.fromkeys(schemas, own),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), some),
        **dict.fromkeys(("properties", "dependentSchemas", "$defs", "definitions"), named),
        **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), "number"),
        **dict.fromkeys((*counts, "maxContains", "minContains"), "count"),
        **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), "boolean"),
        **dict.fromkeys(("title", "description", "format", "$comment"), "string"),
        **dict.fromkeys(("contentEncoding", "contentMediaType"), "string"),
        **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef"), "uri-reference"),
        **dict.fromkeys(("$anchor", "$dynamicAnchor", "$recursiveAnchor"), anchor),
        **dict.fromkeys(("enum", "examples"), "[any]"),
        "$id": {**kind("uri-reference"), "pattern": "^[^#]*#?$"},
        "$schema": "uri",
        "patternProperties": {**named, "propertyNames": {"format": "regex"}},
        "dependencies": {"type": "object", "additionalProperties": {"anyOf": [kind(own), texts]}},
        "dependentRequired": {"type": "object", "additionalProperties": texts},
        "required": texts,
        "multipleOf": "divisor",
        "pattern": "regex",
        "type": {"if": {"type": "string"}, "then": A_TYPE, "else": SOME_TYPES},
        **also,
    }
    return {
        "JsonSchema": {"if": {"type": "object"}, "then": properties(keywords), "else": {"type": "boolean"}},
    }


SCHEMA: Final[Schema] = document({**FORMS, **json_schema("JsonSchema", {})}, CLOSING)
