"""Parameters, bodies and responses of 2.0 as 3.0 writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from govkit.spec.documents import Node, Origin, Pointer
from govkit.spec.openapi.swagger.schemas import VALUE, Schemas, style_of

_JSON = "application/json"
_BYTES = "application/octet-stream"
_MULTIPART = "multipart/form-data"
_FORM = "application/x-www-form-urlencoded"

Made = tuple[Any, Origin]
"""A part of the converted document, and where it was written."""


@dataclass(frozen=True, slots=True)
class MediaTypes:
    """What `consumes` or `produces` says for an operation: media types, and the list in which they stand, if any."""

    names: tuple[tuple[str, int], ...] = ()
    stands: Node | None = None

    @classmethod
    def of(cls, key: str, *owners: Node) -> MediaTypes:
        """The list of the first owner that has one. An empty one says nothing, as none (Swagger 2.0, Operation)."""
        for owner in owners:
            value = owner.value.get(key) if isinstance(owner.value, dict) else None
            if isinstance(value, list):
                named: dict[str, int] = {}
                for index, name in enumerate(value):
                    if isinstance(name, str):
                        named.setdefault(name, index)
                return cls(tuple(named.items()), owner.child(key))
        return cls()

    def chosen(self, fit: Sequence[str], otherwise: str) -> tuple[tuple[str, int], ...]:
        """Those of the types that fit, or one of no place; all of them where any fits."""
        known = tuple(pair for pair in self.names if not fit or pair[0].partition(";")[0].strip().lower() in fit)
        return known or ((otherwise, -1),)

    def origin(self, index: int, otherwise: Origin) -> Origin:
        """Where the type at an index was written."""
        if self.stands is None or index < 0:
            return Origin(otherwise.document, otherwise.pointer)
        return Origin(self.stands.document, (*self.stands.pointer, index))

    def list_origin(self, otherwise: Origin) -> Origin:
        """Where the list was written."""
        return Origin(self.stands.document, self.stands.pointer) if self.stands else otherwise


class Messages:
    """Converts what messages are made of, for one document."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def parameter(self, node: Node) -> Made:
        """A parameter that is no body: what it says of its value is put into a schema."""
        raw, origin = node.value, Origin(node.document, node.pointer)
        beside = {"collectionFormat", "schema"} | VALUE
        made = {key: value for key, value in raw.items() if key not in beside}
        made |= self._described(node, origin, str(raw.get("in")))
        return made, origin

    def header(self, node: Node) -> Made:
        """A header of a response."""
        raw, origin = node.value, Origin(node.document, node.pointer)
        if not isinstance(raw, dict):
            return raw, origin
        made = {key: value for key, value in raw.items() if key not in VALUE and key != "collectionFormat"}
        return made | self._described(node, origin, "header"), origin

    def _described(self, node: Node, origin: Origin, location: str) -> dict[str, Any]:
        raw = node.value
        if "schema" not in raw or "type" in raw:
            origin.inside["schema"] = Origin(node.document, node.pointer)
        said = style_of(raw, location)
        for key in said:
            origin.inside[key] = Origin(node.document, (*node.pointer, "collectionFormat"))
        return {"schema": self._schemas.of_value(raw, node.document), **said}

    def body(self, node: Node, types: MediaTypes) -> Made:
        """A parameter `in: body` as a request body."""
        raw, origin = node.value, Origin(node.document, node.pointer)
        made = {key: value for key, value in raw.items() if key not in ("name", "in", "schema")}
        if "schema" in raw:
            schema = self._schemas.schema(raw["schema"], node.document), (*node.pointer, "schema")
        else:
            schema = {}, node.pointer
        otherwise = _BYTES if _is_file(raw.get("schema")) else _JSON
        content, inside = _content(types, types.chosen((), otherwise), schema, origin)
        origin.inside["content"] = inside
        return {**made, "content": content}, origin

    def form(self, nodes: Sequence[Node], listed: Node, types: MediaTypes) -> Made:
        """Parameters `in: formData` as one request body; `listed` is the list in which they stand."""
        origin = Origin(listed.document, listed.pointer)
        whole = Origin(listed.document, listed.pointer)
        properties: dict[str, Any] = {}
        encoding: dict[str, Any] = {}
        required: list[str] = []
        fields, spelled, musts = (Origin(listed.document, listed.pointer) for _ in range(3))
        for node in nodes:
            raw, name = node.value, str(node.value["name"])
            properties[name] = self._field(node)
            fields.inside[name] = Origin(node.document, node.pointer)
            if raw.get("required") is True:
                musts.inside[len(required)] = Origin(node.document, (*node.pointer, "required"))
                required.append(name)
            style = style_of(raw, "formData")
            if style:
                encoding[name] = style
                spelled.inside[name] = Origin(node.document, (*node.pointer, "collectionFormat"))
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        whole.inside["properties"] = fields
        made: dict[str, Any] = {}
        if required:
            schema["required"], whole.inside["required"] = required, musts
            made["required"], origin.inside["required"] = True, musts.inside[0]
        has_file = any(_is_file(node.value) for node in nodes)
        fit = (_MULTIPART,) if has_file else (_MULTIPART, _FORM)
        chosen = types.chosen(fit, fit[-1])
        content, inside = _content(types, chosen, (schema, whole), origin)
        for name in content if encoding else ():
            content[name]["encoding"], inside.inside[name].inside["encoding"] = encoding, spelled
        origin.inside["content"] = inside
        return {**made, "content": content}, origin

    def _field(self, node: Node) -> dict[str, Any]:
        made = self._schemas.of_value(node.value, node.document)
        kept = {key: value for key, value in node.value.items() if key == "description" or key.startswith("x-")}
        return {**{key: value for key, value in kept.items() if key not in VALUE}, **made}

    def response(self, node: Node, types: MediaTypes) -> Made:
        """A response: its schema is said once for each media type."""
        raw, origin = node.value, Origin(node.document, node.pointer)
        made = {key: value for key, value in raw.items() if key not in ("schema", "examples", "headers")}
        headers = raw.get("headers")
        if isinstance(headers, dict):
            made["headers"] = {}
            for name in headers:
                converted, inside = self.header(node.child("headers").child(name))
                made["headers"][name], origin.child("headers").inside[name] = converted, inside
        if "schema" in raw:
            schema = self._schemas.schema(raw["schema"], node.document), (*node.pointer, "schema")
            otherwise = _BYTES if _is_file(raw["schema"]) else _JSON
            content, inside = _content(types, types.chosen((), otherwise), schema, origin)
            made["content"], origin.inside["content"] = content, inside
            examples = raw.get("examples")
            for name in examples if isinstance(examples, dict) else ():
                if name in content:
                    content[name]["example"] = examples[name]
                    inside.inside[name].inside["example"] = Origin(node.document, (*node.pointer, "examples", name))
        return made, origin


def _content(
    types: MediaTypes, chosen: Sequence[tuple[str, int]], schema: tuple[Any, Pointer | Origin], owner: Origin
) -> tuple[dict[str, Any], Origin]:
    """The `content` of a message: the schema for each of the media types."""
    value, at = schema
    where = at if isinstance(at, Origin) else Origin(owner.document, at)
    content: dict[str, Any] = {}
    origin = types.list_origin(Origin(owner.document, owner.pointer))
    for name, index in chosen:
        content[name] = {"schema": value}
        origin.inside[name] = inside = types.origin(index, owner)
        inside.inside["schema"] = where
    return content, origin


def _is_file(raw: Any) -> bool:
    return isinstance(raw, dict) and raw.get("type") == "file"
