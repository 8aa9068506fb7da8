"""Rules about where an API is, and who may call it."""

from __future__ import annotations

from typing import Any, Final

_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string"}}
_OBJECTS = {"type": "array", "minItems": 1, "items": {"type": "object"}}

RULES: Final[dict[str, dict[str, Any]]] = {
    "oas2-api-host": {
        "description": "The document names its `host`.",
        "formats": ["oas2"],
        "given": "$",
        "then": {"field": "host", "function": "truthy"},
    },
    "oas2-api-schemes": {
        "description": "The document lists the `schemes` of its host.",
        "formats": ["oas2"],
        "given": "$",
        "then": {
            "field": "schemes",
            "function": "schema",
            "functionOptions": {"dialect": "draft7", "schema": _TEXTS},
        },
    },
    "oas2-host-not-example": {
        "description": "The host is not example.com.",
        "recommended": False,
        "formats": ["oas2"],
        "given": "$",
        "then": {"field": "host", "function": "pattern", "functionOptions": {"notMatch": "example\\.com"}},
    },
    "oas2-host-trailing-slash": {
        "description": "The host does not end with a slash.",
        "formats": ["oas2"],
        "given": "$",
        "then": {"field": "host", "function": "pattern", "functionOptions": {"notMatch": "/$"}},
    },
    "oas3-api-servers": {
        "description": "The document lists its `servers`.",
        "formats": ["oas3"],
        "given": "$",
        "then": {
            "field": "servers",
            "function": "schema",
            "functionOptions": {"dialect": "draft7", "schema": _OBJECTS},
        },
    },
    "oas3-server-not-example.com": {
        "description": "No server is at example.com.",
        "recommended": False,
        "formats": ["oas3"],
        "given": "$.servers[*].url",
        "then": {"function": "pattern", "functionOptions": {"notMatch": "example\\.com"}},
    },
    "oas3-server-trailing-slash": {
        "description": "No URL of a server ends with a slash.",
        "formats": ["oas3"],
        "given": "$.servers[*].url",
        "then": {"function": "pattern", "functionOptions": {"notMatch": "./$"}},
    },
    "oas3-server-variables": {
        "description": "The variables of servers are those of their URLs, and have values that fit.",
        "message": "{{error}}",
        "severity": "error",
        "given": ["$.servers[*]", "#PathItem.servers[*]", "#OperationObject.servers[*]", "#LinkObject.server"],
        "then": {
            "function": "serverVariables",
            "functionOptions": {"checkSubstitutions": True, "requireDefault": True},
        },
    },
    "oas3_1-servers-in-webhook": {
        "message": "a webhook goes to who asked for it, and has no servers",
        "formats": ["oas3_1", "oas3_2"],
        "given": ["$.webhooks.servers", "$.webhooks[*][*].servers"],
        "then": {"function": "undefined"},
    },
    "oas3_1-callbacks-in-webhook": {
        "message": "a webhook has no callbacks",
        "formats": ["oas3_1", "oas3_2"],
        "given": ["$.webhooks[*][*].callbacks"],
        "then": {"function": "undefined"},
    },
    "oas2-operation-security-defined": {
        "description": "Security requirements name schemes of `securityDefinitions`.",
        "message": "{{error}}",
        "formats": ["oas2"],
        "given": "#SecurityRequirementObject",
        "then": {"function": "oasSecurityDefined", "functionOptions": {"oasVersion": 2}},
    },
    "oas3-operation-security-defined": {
        "description": "Security requirements name schemes of `components.securitySchemes`.",
        "message": "{{error}}",
        "formats": ["oas3"],
        "given": "#SecurityRequirementObject",
        "then": {"function": "oasSecurityDefined", "functionOptions": {"oasVersion": 3}},
    },
}
