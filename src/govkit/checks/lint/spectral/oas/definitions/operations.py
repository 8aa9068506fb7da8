"""Rules about paths, operations and their parameters."""

from __future__ import annotations

from typing import Any, Final

RULES: Final[dict[str, dict[str, Any]]] = {
    "operation-success-response": {
        "description": "Each operation has a response that tells of success or leads elsewhere (2xx, 3xx).",
        "given": "#OperationObject",
        "then": {"field": "responses", "function": "oasOpSuccessResponse"},
    },
    "operation-operationId": {
        "description": "Each operation has an `operationId`.",
        "given": "#OperationObject",
        "then": {"field": "operationId", "function": "truthy"},
    },
    "operation-operationId-unique": {
        "description": "No two operations have the same `operationId`.",
        "severity": "error",
        "given": "$.paths",
        "then": {"function": "oasOpIdUnique"},
    },
    "operation-operationId-valid-in-url": {
        "message": "the operationId has characters that a URL cannot have",
        "given": "#OperationObject",
        "then": {
            "field": "operationId",
            "function": "pattern",
            "functionOptions": {"match": "^[A-Za-z0-9-._~:/?#\\[\\]@!\\$&'()*+,;=]*$"},
        },
    },
    "operation-description": {
        "description": "Each operation is described.",
        "given": "#OperationObject",
        "then": {"field": "description", "function": "truthy"},
    },
    "operation-tags": {
        "description": "Each operation has tags.",
        "given": "#OperationObject",
        "then": {
            "field": "tags",
            "function": "schema",
            "functionOptions": {"dialect": "draft7", "schema": {"type": "array", "minItems": 1}},
        },
    },
    "operation-singular-tag": {
        "description": "No operation has more than one tag.",
        "recommended": False,
        "given": "#OperationObject",
        "then": {"field": "tags", "function": "length", "functionOptions": {"max": 1}},
    },
    "operation-tag-defined": {
        "description": "The tags of operations are among those of the document.",
        "given": "$",
        "then": {"function": "oasTagDefined"},
    },
    "operation-parameters": {
        "description": "No two parameters of an operation are the same.",
        "message": "{{error}}",
        "given": "#OperationObject.parameters",
        "then": {"function": "oasOpParams"},
    },
    "oas2-operation-formData-consume-check": {
        "description": "An operation with parameters in `formData` consumes a media type of forms.",
        "formats": ["oas2"],
        "given": "#OperationObject",
        "then": {"function": "oasOpFormDataConsumeCheck"},
    },
    "oas2-parameter-description": {
        "description": "Each parameter is described.",
        "recommended": False,
        "formats": ["oas2"],
        "given": "$..parameters[?(@ && @.in)]",
        "then": {"field": "description", "function": "truthy"},
    },
    "oas3-parameter-description": {
        "description": "Each parameter is described.",
        "recommended": False,
        "formats": ["oas3"],
        "given": [
            "#PathItem.parameters[?(@ && @.in)]",
            "#OperationObject.parameters[?(@ && @.in)]",
            "$.components.parameters[?(@ && @.in)]",
        ],
        "then": {"field": "description", "function": "truthy"},
    },
    "oas3-callbacks-in-callbacks": {
        "message": "a callback has callbacks of its own",
        "formats": ["oas3"],
        "given": ["#OperationObject.callbacks[*][*][*].callbacks"],
        "then": {"function": "undefined"},
    },
    "path-params": {
        "description": "The parameters in paths are declared, and those that are declared are in the path.",
        "message": "{{error}}",
        "severity": "error",
        "given": "$.paths",
        "then": {"function": "oasPathParam"},
    },
    "path-declarations-must-exist": {
        "message": "the path has a parameter without a name, as in `/given/{}`",
        "given": "$.paths",
        "then": {"field": "@key", "function": "pattern", "functionOptions": {"notMatch": "{}"}},
    },
    "path-keys-no-trailing-slash": {
        "message": "the path ends with a slash",
        "given": "$.paths",
        "then": {"field": "@key", "function": "pattern", "functionOptions": {"notMatch": ".+\\/$"}},
    },
    "path-not-include-query": {
        "description": "No path holds a query.",
        "given": "$.paths",
        "then": {"field": "@key", "function": "pattern", "functionOptions": {"notMatch": "\\?"}},
    },
}
