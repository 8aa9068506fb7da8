"""Bodies that are written property by property: forms and parts (OpenAPI 3.2, Encoding Object)."""

from __future__ import annotations

from typing import Any

from govkit.checks.compat.surface.recorder import Recorder, at, raw
from govkit.checks.compat.surface.spelling import may_be_reserved
from govkit.checks.compat.walk import Walk
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import MediaType, Operation
from govkit.spec.openapi.media import is_form, kind_of
from govkit.spec.schemas.digest import value_digest
from govkit.spec.schemas.shape import Shape, Shapes, Spot

_STYLED = ("style", "explode", "allowReserved")
_POSITIONS = ("prefixEncoding", "itemEncoding")


class Encodings:
    """Compares how the properties of forms and the parts of multipart bodies are written."""

    def __init__(self, walk: Walk, recorder: Recorder) -> None:
        self._walk, self._recorder = walk, recorder

    def compare(
        self, operation: Operation, part: str, old: MediaType, new: MediaType, spots: tuple[Spot, Spot], way: Direction
    ) -> None:
        """Names the properties that are written in another way than before."""
        if not is_form(old.name) or not is_form(new.name):
            return
        before, after = raw(old.node).get("encoding", {}), raw(new.node).get("encoding", {})
        if isinstance(before, dict) and isinstance(after, dict) and before != after:
            was, now = (self._walk.shapes.of(spot) for spot in spots)
            for name in {**before, **after}:
                if name in was.properties and name in now.properties:
                    inner = self._walk.shapes.of(now.properties[name])
                    self._property(operation, part, name, (old, new), inner, way)
        for keyword in _POSITIONS:
            said, says = (raw(media.node).get(keyword) for media in (old, new))
            if said != says:
                places = at(old.node, keyword), at(new.node, keyword)
                self._add(operation, part, "the parts by position", "as described", "otherwise", places, way)

    def _property(
        self,
        operation: Operation,
        part: str,
        name: str,
        media: tuple[MediaType, MediaType],
        inner: Shape,
        way: Direction,
    ) -> None:
        said = [_effective(_entry(one, name), kind_of(one.name)[0], inner, self._walk.shapes) for one in media]
        if value_digest(said[0]) != value_digest(said[1]):
            words = [_words(one) for one in said]
            places = _place(media[0].node, name), _place(media[1].node, name)
            self._add(operation, part, name, words[0], words[1], places, way)

    def _add(
        self,
        operation: Operation,
        part: str,
        name: str,
        before: str,
        after: str,
        places: tuple[Node, Node],
        way: Direction,
    ) -> None:
        self._recorder.add(
            "changed",
            "encoding",
            operation,
            way,
            name=name,
            part=part,
            before=before,
            after=after,
            old=places[0],
            new=places[1],
        )


def _entry(media: MediaType, name: str) -> dict[str, Any]:
    said = raw(media.node).get("encoding", {}).get(name)
    return said if isinstance(said, dict) else {}


def _place(media: Node, name: str) -> Node:
    owner = at(media, "encoding")
    return at(owner, name)


def _effective(entry: dict[str, Any], kind: str, inner: Shape, shapes: Shapes) -> dict[str, Any]:
    """How a property is written, defaults filled in."""
    said: dict[str, Any] = {}
    styled = any(key in entry for key in _STYLED)
    if styled and kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        said |= _styled(entry, inner, shapes)
    elif "contentType" in entry:
        said["media type"] = sorted(one.strip().lower() for one in str(entry["contentType"]).split(","))
    elif kind == "application/x-www-form-urlencoded":
        said |= _styled(entry, inner, shapes)
    else:
        said["media type"] = [_default_type(inner, shapes)]
    headers = entry.get("headers")
    if isinstance(headers, dict) and kind.startswith("multipart/"):
        said["headers"] = {
            name.lower(): _header(header) for name, header in headers.items() if name.lower() != "content-type"
        }
    return {key: value for key, value in said.items() if value not in ({}, None)}


def _styled(entry: dict[str, Any], inner: Shape, shapes: Shapes) -> dict[str, Any]:
    style = str(entry.get("style", "form"))
    explode = entry.get("explode", style == "form") is True
    said: dict[str, Any] = {}
    if inner.types & {"array", "object"}:
        said["style"] = f"{style}{', exploded' if explode else ''}"
    if entry.get("allowReserved") is True and may_be_reserved(inner, shapes):
        said["reserved"] = True
    return said


def _header(header: Any) -> Any:
    """What a header of a part says, without its texts and its defaults."""
    if not isinstance(header, dict):
        return header
    silent = ("description", "example", "examples")
    return {key: value for key, value in header.items() if key not in silent and value is not False}


def _default_type(inner: Shape, shapes: Shapes, hops: int = 8) -> str:
    """The media type of a part whose encoding names none."""
    if "array" in inner.types and inner.items and hops:
        return _default_type(shapes.of(inner.items), shapes, hops - 1)
    if "object" in inner.types or "array" in inner.types:
        return "application/json"
    raws = [atom.space.origin(atom.schema).value for atom in inner.at.values()]
    binary = any(one.get("format") in ("binary", "byte") or "contentEncoding" in one for one in raws if _is_object(one))
    return "application/octet-stream" if binary or not inner.types else "text/plain"


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _words(said: dict[str, Any]) -> str:
    parts = list(said.get("media type", ()))
    if "style" in said:
        parts.append(said["style"])
    if said.get("reserved"):
        parts.append("reserved characters as they are")
    if said.get("headers"):
        parts.append(f"headers {', '.join(sorted(said['headers']))}")
    return ", ".join(parts) or "form"
