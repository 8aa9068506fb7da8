"""Swagger 2.0 with mistakes: converted, or refused at a place; every place of what is made is one of the text."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from govkit.checks.compat import compare, profile_named
from govkit.errors import InputError
from govkit.findings import Severity
from govkit.spec.documents import Library, MemoryFiles
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics
from tests.fuzz.drawing import grafted, keys_of, scalars_of
from tests.fuzz.target import Target, inside, plain, refused_well
from tests.properties.test_documents import pointers
from tests.spec.openapi.swagger.test_judged_alike import PAIRS

_WHOLE: dict[str, Any] = {
    "swagger": "2.0", "info": {"title": "Billing", "version": "1.0.0"}, "host": "api.example.com", "basePath": "/v2",
    "schemes": ["https", "wss"], "consumes": ["application/json"], "produces": ["application/json", "text/csv"],
    "paths": {
        "/invoices/{id}": {
            "parameters": [{"$ref": "#/parameters/Id"}],
            "post": {
                "operationId": "send", "consumes": ["multipart/form-data"], "security": [{"key": []},
                {"oauth": ["write"]}],
                "parameters": [
                    {"name": "file", "in": "formData", "type": "file", "required": True},
                    {"name": "tags", "in": "query", "type": "array", "collectionFormat": "multi",
                    "items": {"type": "string"}},
                    {"name": "X-Way", "in": "header", "type": "integer", "minimum": 1, "exclusiveMinimum": True},
                ],
                "responses": {
                    "200": {"$ref": "#/responses/Done"},
                    "default": {"description": "Wrong", "schema": {"$ref": "#/definitions/Problem"},
                                "examples": {"application/json": {"title": "x"}}},
                },
            },
            "put": {
                "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Invoice"}}],
                "responses": {"204": {"description": "Done"}},
            },
        }
    },
    "parameters": {"Id": {"name": "id", "in": "path", "required": True, "type": "string", "pattern": "^[a-z]+$"}},
    "responses": {"Done": {"description": "Done", "schema": {"type": "array",
    "items": {"$ref": "#/definitions/Invoice"}},
                           "headers": {"X-Rate": {"type": "array", "items": {"type": "number"},
                           "collectionFormat": "csv"}}}},
    "definitions": {
        "Invoice": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {
            "kind": {"type": "string"}, "next": {"$ref": "#/definitions/Invoice"}, "x": {"x-nullable": True,
            "type": "string"}}},
        "Paid": {"allOf": [{"$ref": "#/definitions/Invoice"}, {"type": "object",
        "properties": {"at": {"format": "date-time"}}}]},
        "Problem": {"type": "object", "properties": {"title": {"type": "string", "readOnly": True}}},
    },
    "securityDefinitions": {
        "key": {"type": "apiKey", "name": "X-Key", "in": "header"}, "basic": {"type": "basic"},
        "oauth": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a/b", "tokenUrl": "https://a/c",
                  "scopes": {"write": "Writes"}},
    },
}  # fmt: skip
_TREES = (_WHOLE, *(json.loads(text) for pair in PAIRS[::7] for text in pair.values[1]))
_EXAMPLES = grafted(st.just(_WHOLE) | st.just(_WHOLE) | st.sampled_from(_TREES), scalars_of(_TREES), keys_of(_TREES))


def _check(tree: Any) -> None:
    text = json.dumps(tree, indent=1)
    library = Library(MemoryFiles({"api.json": text.encode()}))
    try:
        document = library.open("api.json")
        library.check_references(document)
        contract = Contract(library, document)
    except InputError as error:
        refused_well(error, text, "api.json")
        return
    made = contract.document
    for place in made.places(pointers(made.tree)[:300]).values():
        inside(place.line, place.column, text)
    for operation in contract.operations.values():
        assert isinstance(operation.parameters, dict)
        assert isinstance(operation.responses, dict)
        assert operation.body is None or isinstance(operation.body.content, dict)
        assert isinstance(operation.security, list)
    for finding in semantics(contract):
        if finding.new is not None:
            inside(finding.new.line, finding.new.column, text)
    assert not compare(contract, contract, profile_named("wire"), Severity.WARNING)


TARGET = Target("Swagger 2.0", _EXAMPLES, plain(_check), seconds=5.0)
