"""The form of documents of OpenAPI 3.2, where it differs from that of 3.1."""

from __future__ import annotations

from typing import Any, Final

from govkit.checks.lint.spectral.oas.forms.notation import Form, Schema, apart, document, kind, one_of, properties
from govkit.checks.lint.spectral.oas.forms.openapi_3_1 import (
    A_TYPE,
    CLOSING,
    FORMS,
    METHODS,
    SOME_TYPES,
    STYLES,
    components,
    flow,
    json_schema,
)

_URI = "uri-reference"
_QUERY = {"type": "object", "properties": {"in": {"const": "query"}}, "required": ["in"]}
_QUERY_STRING = {"type": "object", "properties": {"in": {"const": "querystring"}}, "required": ["in"]}
_CONTENT = {**kind("Content"), "minProperties": 1, "maxProperties": 1}
_ANY_EXPLODE = properties({"explode": "any"})
_PARTS_OR_ENCODING = {"properties": {"prefixEncoding": False, "itemEncoding": False}}
_PARTS: dict[str, Any] = {"encoding": "{Encoding}", "prefixEncoding": "[Encoding]", "itemEncoding": "Encoding"}
_OTHER_METHODS = [name.upper() for name in (*METHODS, "query")]


def _case(name: str, value: str, then: Schema) -> Schema:
    """What holds where a field has a value, or is not there."""
    return {"if": {"properties": {name: {"const": value}}}, "then": then}


_STYLED: Schema = {
    "properties": {"style": kind("string"), "explode": kind("boolean")},
    "allOf": [
        _case(
            "in",
            "path",
            properties(
                {
                    "name": {"pattern": "^[^{}]+$"},
                    "style": ("matrix", "label", "simple"),
                    "required!": {"const": True},
                    "explode": "any",
                    "allowReserved": "boolean",
                }
            ),
        ),
        _case("in", "header", properties({"style": {"const": "simple"}, "explode": "any"})),
        _case("in", "query", {**properties({"style": STYLES, "allowReserved": "boolean"}), "allOf": [_ANY_EXPLODE]}),
        _case(
            "in",
            "cookie",
            {
                **properties({"style": ("form", "cookie"), "explode": "any"}),
                **_case("style", "form", properties({"allowReserved": "boolean"})),
            },
        ),
    ],
}

_CHANGED: dict[str, Form | Schema] = {
    "Document": Form(
        {
            **FORMS["Document"].fields,  # type: ignore[union-attr]  # a form, and no schema
            "openapi!": {"type": "string", "pattern": "^3\\.2\\.\\d+(-.+)?$"},
            "$self": {**kind(_URI), "pattern": "^[^#]*$"},
            "jsonSchemaDialect": _URI,
            "webhooks": "{PathItem}",
        },
        FORMS["Document"].also,  # type: ignore[union-attr]  # a form, and no schema
    ),
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
    "Server": Form({"url!": "string", "description": "string", "name": "string", "variables": "{ServerVariable}"}),
    "ExternalDocs": Form({"description": "string", "url!": _URI}),
    "Tag": Form(
        {
            "name!": "string", "summary": "string", "description": "string", "externalDocs": "ExternalDocs",
            "parent": "string", "kind": "string",
        }
    ),
    "Components": components(
        schemas="Schema", responses="Response?", parameters="Parameter?", examples="Example?",
        requestBodies="RequestBody?", headers="Header?", securitySchemes="SecurityScheme?", links="Link?",
        callbacks="Callbacks?", pathItems="PathItem", mediaTypes="MediaType?",
    ),
    "PathItem": Form(
        {
            "$ref": _URI, "summary": "string", "description": "string", "servers": "[Server]",
            "parameters": "Parameters", **dict.fromkeys((*METHODS, "query"), "Operation"),
            "additionalOperations": {
                **kind("{Operation}"),
                "propertyNames": {"pattern": "^[a-zA-Z0-9!#$%&'*+.^_`|~-]+$", "not": {"enum": _OTHER_METHODS}},
            },
        }
    ),
    "Operation": Form(
        {**FORMS["Operation"].fields, "parameters": "Parameters"}  # type: ignore[union-attr]  # a form, and no schema
    ),
    "Parameters": {
        **kind("[Parameter?]"),
        "not": {"allOf": [{"contains": _QUERY}, {"contains": _QUERY_STRING}]},
        "contains": _QUERY_STRING,
        "minContains": 0,
        "maxContains": 1,
    },
    "Parameter": Form(
        {
            "name!": "string", "in!": ("query", "querystring", "header", "path", "cookie"), "description": "string",
            "required": "boolean", "deprecated": "boolean", "schema": "Schema", "content": _CONTENT,
        },
        {
            **one_of("schema", "content"),
            "allOf": [
                kind("Examples"),
                _case("in", "query", properties({"allowEmptyValue": "boolean"})),
                _case("in", "querystring", {"required": ["content"]}),
            ],
            "dependentSchemas": {"schema": _STYLED},
        },
    ),
    "Content": kind("{MediaType?}"),
    "MediaType": Form(
        {"description": "string", "schema": "Schema", "itemSchema": "Schema", **_PARTS},
        {"dependentSchemas": {"encoding": _PARTS_OR_ENCODING}, "allOf": [kind("Examples")]},
    ),
    "Encoding": Form(
        {
            "contentType": "string", "headers": "{Header?}", "style": STYLES, "explode": "boolean",
            "allowReserved": "boolean", **_PARTS,
        },
        {"dependentSchemas": {"encoding": _PARTS_OR_ENCODING}},
    ),
    "Response": Form(
        {
            "summary": "string", "description": "string", "headers": "{Header?}", "content": "Content",
            "links": "{Link?}",
        }
    ),
    "Callbacks": {**kind("{PathItem}"), "patternProperties": {"^x-": True}},
    "Example": Form(
        {
            "summary": "string", "description": "string", "dataValue": "any", "serializedValue": "string",
            "value": "any", "externalValue": _URI,
        },
        {
            "allOf": [
                apart("value", "externalValue"),
                apart("value", "dataValue"),
                apart("value", "serializedValue"),
                apart("serializedValue", "externalValue"),
            ]
        },
    ),
    "Examples": {**properties({"example": "any", "examples": "{Example?}"}), **apart("example", "examples")},
    "Link": Form(
        {
            "operationRef": _URI, "operationId": "string", "parameters": "{string}", "requestBody": "any",
            "description": "string", "server": "Server",
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
            "dependentSchemas": {"schema": properties({"style": {"const": "simple"}, "explode": "boolean"})},
            "allOf": [kind("Examples")],
        },
    ),
    "SecurityScheme": Form(
        {
            "type!": ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"), "description": "string",
            "deprecated": "boolean",
        },
        {
            "allOf": [
                _case("type", "apiKey", properties({"name!": "string", "in!": ("query", "header", "cookie")})),
                _case("type", "http", properties({"scheme!": "string"})),
                FORMS["SecurityScheme"].also["allOf"][2],  # type: ignore[union-attr]  # a form, and no schema
                _case("type", "oauth2", properties({"flows!": "Flows", "oauth2MetadataUrl": _URI})),
                _case("type", "openIdConnect", properties({"openIdConnectUrl!": _URI})),
            ]
        },
    ),
    "Flows": Form(
        {
            "implicit": "ImplicitFlow", "password": "TokenFlow", "clientCredentials": "TokenFlow",
            "authorizationCode": "CodeFlow", "deviceAuthorization": "DeviceFlow",
        }
    ),
    "DeviceFlow": flow("deviceAuthorizationUrl", "tokenUrl"),
    "Schema": kind("JsonSchema"),
    "Discriminator": Form({"propertyName": "string", "mapping": "{string}", "defaultMapping": "string"}),
    "Xml": Form(
        {
            "nodeType": ("element", "attribute", "text", "cdata", "none"), "name": "string", "namespace": "string",
            "prefix": "string", "attribute": "boolean", "wrapped": "boolean",
        },
        {"dependentSchemas": {"nodeType": {"properties": {"attribute": False, "wrapped": False}}}},
    ),
}  # fmt: skip
_ALSO = {
    "discriminator": "Discriminator",
    "externalDocs": "SchemaDocs",
    "xml": "Xml",
    "type": {"anyOf": [A_TYPE, SOME_TYPES]},
}

SCHEMA: Final[Schema] = document({**FORMS, **json_schema("JsonSchema", _ALSO), **_CHANGED}, CLOSING)
