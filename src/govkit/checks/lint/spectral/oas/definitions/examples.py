"""Rules about examples and defaults."""

from __future__ import annotations

from typing import Any, Final

_IS_SCHEMA = "(@.enum || @.type || @.format || @.$ref || @.properties || @.items)"
_SAYS = "(@.example !== void 0 || @.default !== void 0)"
_SAYS_2 = "(@.example !== void 0 || @['x-example'] !== void 0 || @.default !== void 0)"
_SHOWS = "[?(@ && @.schema && (@.example !== void 0 || @.examples))]"


def _schemas(says: str, *places: str) -> list[str]:
    """Where schemas are that have an example or a default."""
    return [f"$.{place}..[?(@property !== 'properties' && @ && {says} && {_IS_SCHEMA})]" for place in places]


def _rule(description: str, formats: str, given: Any, **options: Any) -> dict[str, Any]:
    return {
        "description": description,
        "message": "{{error}}",
        "severity": "error",
        "formats": [formats],
        "given": given,
        "then": {"function": "oasExample", "functionOptions": options},
    }


RULES: Final[dict[str, dict[str, Any]]] = {
    "oas2-valid-schema-example": _rule(
        "The examples and defaults of schemas are what these allow.",
        "oas2",
        _schemas(_SAYS_2, ".definitions", ".parameters", ".responses"),
        schemaField="$", oasVersion=2, type="schema",
    ),
    "oas2-valid-media-example": _rule(
        "The examples of responses are what their schemas allow.",
        "oas2",
        "$..responses..[?(@ && @.schema && @.examples)]",
        schemaField="schema", oasVersion=2, type="media",
    ),
    "oas3-valid-schema-example": _rule(
        "The examples and defaults of schemas are what these allow.",
        "oas3",
        _schemas(_SAYS, "components.schemas", ".content", ".headers", ".parameters"),
        schemaField="$", oasVersion=3, type="schema",
    ),
    "oas3-valid-media-example": _rule(
        "The examples of media types, headers and parameters are what their schemas allow.",
        "oas3",
        [f"$..{place}..{_SHOWS}" for place in ("content", "headers", "parameters")],
        schemaField="schema", oasVersion=3, type="media",
    ),
    "oas3-examples-value-or-externalValue": {
        "description": "An example has a `value` or an `externalValue`, and not both.",
        "formats": ["oas3"],
        "given": [
            "$.components.examples[*]",
            "$.paths[*][*]..content[*].examples[*]",
            "$.paths[*][*]..parameters[*].examples[*]",
            "$.components.parameters[*].examples[*]",
            "$.paths[*][*]..headers[*].examples[*]",
            "$.components.headers[*].examples[*]",
        ],
        "then": {"function": "xor", "functionOptions": {"properties": ["externalValue", "value"]}},
    },
}  # fmt: skip
