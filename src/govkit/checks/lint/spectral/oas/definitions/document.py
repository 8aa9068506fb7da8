"""Rules about a document as a whole: its form, what it says of itself, and its tags."""

from __future__ import annotations

from typing import Any, Final

RULES: Final[dict[str, dict[str, Any]]] = {
    "oas2-schema": {
        "description": "A document of OpenAPI 2.0 has the form that the specification asks for.",
        "message": "{{error}}",
        "severity": "error",
        "formats": ["oas2"],
        "resolved": False,
        "given": "$",
        "then": {"function": "oasDocumentSchema"},
    },
    "oas3-schema": {
        "description": "A document of OpenAPI 3 has the form that the specification asks for.",
        "message": "{{error}}",
        "severity": "error",
        "formats": ["oas3"],
        "resolved": False,
        "given": "$",
        "then": {"function": "oasDocumentSchema"},
    },
    "info-contact": {
        "description": "`info` says whom to ask, in `contact`.",
        "given": "$",
        "then": {"field": "info.contact", "function": "truthy"},
    },
    "info-description": {
        "description": "`info` describes the API.",
        "given": "$",
        "then": {"field": "info.description", "function": "truthy"},
    },
    "info-license": {
        "description": "`info` names the `license`.",
        "recommended": False,
        "given": "$",
        "then": {"field": "info.license", "function": "truthy"},
    },
    "license-url": {
        "description": "The license says by `url` where to read it.",
        "recommended": False,
        "given": "$",
        "then": {"field": "info.license.url", "function": "truthy"},
    },
    "contact-properties": {
        "description": "The contact has a `name`, a `url` and an `email`.",
        "recommended": False,
        "given": "$.info.contact",
        "then": [{"field": field, "function": "truthy"} for field in ("name", "url", "email")],
    },
    "openapi-tags": {
        "description": "The document lists its `tags`.",
        "recommended": False,
        "given": "$",
        "then": {
            "field": "tags",
            "function": "schema",
            "functionOptions": {"dialect": "draft7", "schema": {"type": "array", "minItems": 1}},
        },
    },
    "openapi-tags-alphabetical": {
        "description": "The `tags` of the document are in the order of their names.",
        "recommended": False,
        "given": "$",
        "then": {"field": "tags", "function": "alphabetical", "functionOptions": {"keyedBy": "name"}},
    },
    "openapi-tags-uniqueness": {
        "description": "No two tags of the document have the same name.",
        "message": "{{error}}",
        "severity": "error",
        "given": "$.tags",
        "then": {"function": "uniquenessTags"},
    },
    "tag-description": {
        "description": "Each tag of the document is described.",
        "recommended": False,
        "given": "$.tags[*]",
        "then": {"field": "description", "function": "truthy"},
    },
    "no-eval-in-markdown": {
        "description": "No description or title calls `eval(`.",
        "given": "$..[description,title]",
        "then": {"function": "pattern", "functionOptions": {"notMatch": "eval\\("}},
    },
    "no-script-tags-in-markdown": {
        "description": "No description or title holds a `<script>`.",
        "given": "$..[description,title]",
        "then": {"function": "pattern", "functionOptions": {"notMatch": "<script"}},
    },
}
