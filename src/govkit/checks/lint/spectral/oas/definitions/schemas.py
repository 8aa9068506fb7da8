"""Rules about schemas, references and components."""

from __future__ import annotations

from typing import Any, Final

RULES: Final[dict[str, dict[str, Any]]] = {
    "no-$ref-siblings": {
        "description": "Nothing stands beside a `$ref`, where it is ignored.",
        "message": "{{error}}",
        "severity": "error",
        "formats": ["oas2", "oas3_0"],
        "resolved": False,
        "given": "$..[?(@property === '$ref')]",
        "then": {"function": "refSiblings"},
    },
    "array-items": {
        "message": "a schema of the type array says in `items` what they are",
        "severity": "error",
        "resolved": False,
        "given": "#ArrayProperties",
        "then": {"field": "items", "function": "truthy"},
    },
    "typed-enum": {
        "description": "The values of an enum are of the type beside it.",
        "message": "{{error}}",
        "given": "$..[?(@ && @.enum && @.type)]",
        "then": {"function": "typedEnum"},
    },
    "duplicated-entry-in-enum": {
        "description": "No value stands twice in an enum.",
        "message": "{{error}}",
        "given": "$..[?(@property !== 'properties' && @ && @.enum && @.enum.constructor.name === 'Array')]",
        "then": {
            "field": "enum",
            "function": "oasSchema",
            "functionOptions": {"schema": {"type": "array", "uniqueItems": True}},
        },
    },
    "oas2-discriminator": {
        "description": "A discriminator is a property that is required.",
        "message": "{{error}}",
        "severity": "error",
        "formats": ["oas2"],
        "given": "$.definitions[?(@ && @.discriminator)]",
        "then": {"function": "oasDiscriminator"},
    },
    "oas2-anyOf": {
        "description": "OpenAPI 2.0 does not know `anyOf`.",
        "message": "OpenAPI 2.0 does not know `anyOf`, 3.0 does",
        "formats": ["oas2"],
        "given": "$..anyOf",
        "then": {"function": "undefined"},
    },
    "oas2-oneOf": {
        "description": "OpenAPI 2.0 does not know `oneOf`.",
        "message": "OpenAPI 2.0 does not know `oneOf`, 3.0 does",
        "formats": ["oas2"],
        "given": "$..oneOf",
        "then": {"function": "undefined"},
    },
    "oas2-unused-definition": {
        "description": "Definitions are referred to.",
        "resolved": False,
        "formats": ["oas2"],
        "given": "$.definitions",
        "then": {
            "function": "unreferencedReusableObject",
            "functionOptions": {"reusableObjectsLocation": "#/definitions"},
        },
    },
    "oas3-unused-component": {
        "message": "nothing seems to refer to this component",
        "resolved": False,
        "formats": ["oas3"],
        "given": "$",
        "then": {"function": "oasUnusedComponent"},
    },
    "oas3_2-no-deprecated-xml-attribute": {
        "message": "`attribute` is deprecated in OpenAPI 3.2, which has `nodeType: attribute`",
        "formats": ["oas3_2"],
        "given": ["$..[?(@ && @.xml)].xml"],
        "then": {
            "function": "schema",
            "functionOptions": {
                "schema": {"not": {"required": ["attribute"], "properties": {"attribute": {"const": True}}}},
            },
        },
    },
}
