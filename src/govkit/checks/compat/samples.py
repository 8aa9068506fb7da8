"""What a document itself shows of its messages: the examples of bodies, parameters and schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.compat.change import Root
from govkit.spec.documents import Node
from govkit.spec.openapi import MediaType, Operation
from govkit.spec.schemas.shape import conjuncts

_MOST = 3


def samples_of(root: Root) -> list[Any]:
    """Examples of one part of a message, in the form in which witnesses have it: the first few, bodies first."""
    parameters = root.element == "parameter"
    found: list[Any] = [_of_parameters(root.operation)] if parameters else [*_of_media(root), *_of_schemas(root)]
    return [sample for sample in found if isinstance(sample, dict | list)][:_MOST]


def _of_parameters(operation: Operation) -> dict[str, Any]:
    """An object of the parameters that have an example, by their wire identity."""
    found: dict[str, Any] = {}
    for key, parameter in operation.parameters.items():
        schema = parameter.node.value.get("schema") if isinstance(parameter.node.value, dict) else None
        for value in (*_examples(parameter.node), *_shown(schema)):
            found.setdefault(key, value)
    return found


def _of_media(root: Root) -> Iterator[Any]:
    """The examples that stand beside the schema of a body."""
    operation, part = root.operation, root.part
    contents: list[dict[str, MediaType]] = []
    if part.startswith("request body ") and operation.body is not None:
        contents.append(operation.body.content)
    contents += [
        answer.content for status, answer in operation.responses.items() if part.startswith(f"response {status} ")
    ]
    for content in contents:
        for media in content.values():
            if part.endswith(f" {media.name}"):
                yield from _examples(media.node)


def _of_schemas(root: Root) -> Iterator[Any]:
    """The examples that the schemas at the root of a message have themselves, of both sides."""
    for spot in (root.pair.old, root.pair.new):
        for atom in conjuncts(spot):
            yield from atom.schema.get("examples", ())


def _examples(node: Node) -> Iterator[Any]:
    """`example`, and the values of `examples` (OpenAPI 3.1, Media Type Object and Parameter Object)."""
    raw = node.value if isinstance(node.value, dict) else {}
    if "example" in raw:
        yield raw["example"]
    named = raw.get("examples")
    for example in named.values() if isinstance(named, dict) else ():
        if isinstance(example, dict) and "value" in example:
            yield example["value"]


def _shown(schema: Any) -> Iterator[Any]:
    if isinstance(schema, dict):
        if "example" in schema:
            yield schema["example"]
        examples = schema.get("examples")
        yield from examples if isinstance(examples, list) else ()
