"""`oasExample`: examples and defaults are what their schemas allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED, Check, Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import choosing
from govkit.checks.lint.spectral.oas.functions._schemas import schemas_of
from govkit.spec.documents import Pointer

_IN_SCHEMA = {2: ("example", "x-example", "default"), 3: ("example", "default")}
_REQUESTS = (("components", "requestBodies"), ("paths", "*", "*", "requestBody"))
_RESPONSES = {
    2: (("responses",), ("paths", "*", "*", "responses")),
    3: (("components", "responses"), ("paths", "*", "*", "responses")),
}


def _made(options: Mapping[str, Any]) -> Check:
    version, field = options["oasVersion"], options["schemaField"]
    is_media = options["type"] == "media"

    def check(target: Any, scene: Scene) -> Iterator[Report]:
        if not isinstance(target, dict):
            return
        schema = target if field == "$" else target.get(field)
        if version == 2 and isinstance(schema, dict) and isinstance(schema.get("required"), bool):
            schema = {key: value for key, value in schema.items() if key != "required"}
        examples = _of_media(target, version) if is_media else _of_schema(target, version)
        lax = _lax(scene.way, version) if is_media else frozenset()
        for way, value in examples:
            yield from schemas_of(scene).reports(schema, value, (*scene.way, *way), lax)

    return check


def _of_schema(schema: dict[str, Any], version: int) -> Iterator[tuple[Pointer, Any]]:
    return (((key,), schema[key]) for key in _IN_SCHEMA[version] if key in schema)


def _of_media(media: dict[str, Any], version: int) -> Iterator[tuple[Pointer, Any]]:
    """The examples of a media type, a parameter or a header; of a response in OpenAPI 2.0, by media types."""
    if version == 3 and "example" in media:
        yield ("example",), media["example"]
        return
    examples = media.get("examples")
    pairs = (
        examples.items() if isinstance(examples, dict) else enumerate(examples if isinstance(examples, list) else ())
    )
    for name, example in pairs:
        if version == 2:
            yield ("examples", name), example
        elif isinstance(example, dict) and "externalValue" not in example:
            yield ("examples", name, "value"), example.get("value", UNDEFINED)


def _lax(way: Pointer, version: int) -> frozenset[str]:
    """The flag of properties that need not be there where something is sent this way."""
    if version == 3 and any(_is_below(way, prefix) for prefix in _REQUESTS):
        return frozenset({"readOnly"})
    below = any(_is_below(way, prefix) for prefix in _RESPONSES[version])
    return frozenset({"writeOnly"}) if below else frozenset()


def _is_below(way: Pointer, prefix: tuple[str, ...]) -> bool:
    return len(way) >= len(prefix) and all(part in ("*", step) for part, step in zip(prefix, way, strict=False))


FUNCTION = choosing(
    "oasExample", {"oasVersion": (2, 3), "schemaField": ("$", "schema"), "type": ("media", "schema")}, _made
)
