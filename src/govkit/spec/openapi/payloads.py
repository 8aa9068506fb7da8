"""The schemas of what a message carries: bodies, streams of items, and the values of parameters and headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.errors import InputError
from govkit.spec.documents import Node
from govkit.spec.openapi.contract import MediaType, Operation
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shapes, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import ALL_FORMATS

_STREAMS = frozenset(
    {
        "application/jsonl", "application/x-jsonlines", "application/x-ndjson", "application/ndjson",
        "application/json-seq", "text/event-stream", "multipart/mixed", "multipart/byteranges",
    }
)  # fmt: skip
"""Media types whose content is a list of items (OpenAPI 3.2, Sequential Media Types)."""


def media_spots(sides: tuple[MediaType, MediaType], spaces: tuple[Space, Space]) -> tuple[Spot, Spot]:
    """The schemas of two bodies that stand for each other.

    A stream is the list of its items (OpenAPI 3.2, Media Type Object). Where one side describes the items, and the
    other says of the same kind of stream what is no list, that is meant of each item: before 3.2 nothing else was to be
    had.
    """
    streamed = any(media.item_schema is not None for media in sides)
    old, new = (_spot(media, space, streamed=streamed) for media, space in zip(sides, spaces, strict=True))
    return old, new


def body_spots(operation: Operation, *, sends: bool) -> Iterator[Spot]:
    """The schemas of what an operation's caller sends as its body, or of all that is answered, in every media type."""
    direction = operation.sent if sends else operation.answered
    space = Space(operation.contract.library, operation.contract.dialect, direction, ALL_FORMATS)
    bodies = [operation.body] if sends else list(operation.responses.values())
    for body in bodies:
        for media in body.content.values() if body is not None else ():
            if media.schema is not None:
                yield (Atom(space.schema(media.schema), space),)


def _spot(media: MediaType, space: Space, *, streamed: bool) -> Spot:
    parts: list[Atom] = []
    whole, item = media.schema, media.item_schema
    if whole is not None:
        atom = Atom(space.schema(whole), space)
        if streamed and item is None and _is_stream(media.name) and "array" not in Shapes().of((atom,)).types:
            atom = Atom(space.made({"type": ["array"], "items": atom.schema}, media.node), space)
        parts.append(atom)
    if item is not None:
        items: Schema = {"type": ["array"], "items": space.schema(item)}
        parts.append(Atom(space.made(items, media.node), space))
    return tuple(parts) or (Atom(space.made({}, _nothing(media.node)), space),)


def _is_stream(name: str) -> bool:
    kind = name.partition(";")[0].strip().lower()
    return kind in _STREAMS or kind.endswith("+json-seq")


def value_schema(node: Node, space: Space) -> Schema:
    """The schema of a parameter or header, also where it is described by `content`, whose media type may be shared."""
    raw: dict[str, Any] = node.value if isinstance(node.value, dict) else {}
    if "schema" in raw:
        return space.schema(node.child("schema"))
    content = raw.get("content")
    for name in content if isinstance(content, dict) else ():
        try:
            media = space.library.resolve(node.child("content").child(name))
        except InputError:
            continue
        if isinstance(media.value, dict) and "schema" in media.value:
            return space.schema(media.child("schema"))
    return space.made({}, _nothing(node))


def _nothing(node: Node) -> Node:
    """The place of a schema that is not there: what stands around it is none of its keywords."""
    return Node(node.document, node.pointer, {})
