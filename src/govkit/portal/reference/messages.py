"""What an operation takes and answers: parameters, bodies, headers, with examples drawn from their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from govkit.portal.reference.trees import Field, Tree, Trees
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract, Operation
from govkit.spec.openapi.contract import MediaType
from govkit.spec.openapi.payloads import value_schema
from govkit.spec.schemas.shape import Atom, Shapes, Spot
from govkit.spec.schemas.values import Values

_LONGEST = 6_000


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a header: where it is sent, and what it is."""

    name: str
    location: str
    field: Field
    description: str


@dataclass(frozen=True, slots=True)
class Content:
    """A body in one media type; `example` is its text, `drawn` says that it was made from the schema."""

    media: str
    tree: Tree | None
    example: str
    drawn: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A request body, or what is answered under a status."""

    status: str
    description: str
    required: bool
    contents: tuple[Content, ...]
    headers: tuple[Named, ...] = ()
    how: str = ""


def said(node: Node | None, name: str) -> str:
    """A text that an object of the document says under a name; empty where it says none."""
    value = node.value.get(name) if node is not None and isinstance(node.value, dict) else None
    return value.strip() if isinstance(value, str) else ""


def parameters(trees: Trees, operation: Operation) -> list[Named]:
    """The parameters of an operation, the required ones first."""
    found = [
        _named(trees, one.node, one.name, one.location, required=one.required, deprecated=one.deprecated)
        for one in operation.parameters.values()
    ]
    return sorted(found, key=lambda one: not one.field.required)


def request_body(trees: Trees, operation: Operation, how: str) -> Message | None:
    """What is sent; `how` says what whoever calls does with it."""
    body = operation.body
    if body is None:
        return None
    contents = tuple(_contents(trees, body.content))
    return Message("", said(body.node, "description"), body.required, contents, how=how)


def answers(trees: Trees, operation: Operation, how: str) -> list[Message]:
    """What is answered, by status."""
    found = []
    for status, one in sorted(operation.responses.items(), key=lambda pair: (pair[0] == "default", pair[0])):
        headers = tuple(_named(trees, node, name, "header") for name, node in one.headers.items())
        contents = tuple(_contents(trees, one.content))
        found.append(Message(status, said(one.node, "description"), False, contents, headers, how))
    return found


def schema_nodes(contract: Contract) -> dict[str, Node]:
    """The named schemas of a contract."""
    node = contract.document.root
    for part in ("components", "schemas"):
        if not isinstance(node.value, dict) or not isinstance(node.value.get(part), dict):
            return {}
        node = node.child(part)
    found = {str(name): contract.resolved(node.child(name)) for name in node.value}
    return {name: one for name, one in found.items() if one is not None and isinstance(one.value, dict)}


def schema_tree(trees: Trees, node: Node) -> tuple[Tree, str]:
    """The tree of a named schema, and an example of it."""
    spot = (Atom(trees.space.schema(node), trees.space),)
    return trees.of(spot), _drawn(spot, trees.fitting.shapes)


def _named(
    trees: Trees, node: Node, name: str, location: str, *, required: bool = False, deprecated: bool = False
) -> Named:
    spot = (Atom(value_schema(node, trees.space), trees.space),)
    top = trees.top(spot)
    is_required = required or (isinstance(node.value, dict) and node.value.get("required") is True)
    field = _changed(top, required=is_required, deprecated=deprecated or top.deprecated)
    return Named(name, location, field, said(node, "description") or top.description)


def _changed(field: Field, **said_: Any) -> Field:
    return replace(field, **said_)


def _contents(trees: Trees, content: dict[str, MediaType]) -> Iterator[Content]:
    for media in content.values():
        node = media.schema or media.item_schema
        own = _own_example(trees.contract, media.node)
        if node is None:
            yield Content(media.name, None, own, drawn=False)
            continue
        spot = (Atom(trees.space.schema(node), trees.space),)
        example = own or _drawn(spot, trees.fitting.shapes)
        yield Content(media.name, trees.of(spot, message=True), example, drawn=not own)


def _own_example(contract: Contract, node: Node) -> str:
    """The example that the document gives; the first of several."""
    value = node.value if isinstance(node.value, dict) else {}
    if "example" in value:
        return _written(value["example"])
    examples = value.get("examples")
    for name in examples if isinstance(examples, dict) else ():
        one = contract.resolved(node.child("examples").child(name))
        if one is not None and isinstance(one.value, dict) and "value" in one.value:
            return _written(one.value["value"])
    return ""


def _drawn(spot: Spot, shapes: Shapes) -> str:
    try:
        values = Values(shapes, closed=True)
        for drawn in values.some(spot):
            return _written(drawn)
    except RecursionError:  # it nests too deep to show anything of
        return ""
    return ""


def _written(value: Any) -> str:
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n…"
