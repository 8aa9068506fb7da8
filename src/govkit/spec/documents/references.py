"""The references of a tree: where `$ref` is a reference, and where it is only part of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from govkit.spec.documents.node import Pointer, Tree

_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
"""Keywords whose values are payloads: a `$ref` inside of them is a member like any other."""

_NAMING = frozenset(
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies", "schemas",
        "responses", "parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems",
        "paths", "webhooks", "content", "mediaTypes", "encoding", "variables", "additionalOperations", "mapping",
    }
)  # fmt: skip
"""Keywords whose members are names that somebody chose: `example` in `properties` is a property."""


Link: TypeAlias = "tuple[Link, str | int] | None"
"""A pointer as it grows: what is above, and the last part. Millions of them share what they have in common."""


def pointer_of(link: Link) -> Pointer:
    """The pointer that a link ends."""
    parts: list[str | int] = []
    while link is not None:
        link, part = link
        parts.append(part)
    return tuple(reversed(parts))


def objects(tree: Tree) -> Iterator[tuple[Link, dict[str, Tree]]]:
    """Every object of an API description with the way to it; payloads and extensions are left out.

    Extensions may be what a reference leads to, but nothing says that a `$ref` in them is one. But for `x-webhooks` at
    the root of a document of 3.0: these are what 3.1 calls `webhooks`.
    """
    is_swagger = isinstance(tree, dict) and "swagger" in tree
    is_3_0 = isinstance(tree, dict) and str(tree.get("openapi", "")).startswith("3.0")
    waiting: list[tuple[Link, Tree, str]] = [(None, tree, "")]
    while waiting:
        at, value, naming = waiting.pop()
        if isinstance(value, list):
            waiting.extend(((at, i), inner, "") for i, inner in enumerate(value) if isinstance(inner, dict | list))
            continue
        yield at, value
        for key, inner in value.items():
            if not isinstance(inner, dict | list):
                continue
            if naming:
                if naming != "paths" or not key.startswith("x-"):
                    waiting.append(((at, key), inner, ""))
            elif key in _NAMING or (key == "x-webhooks" and at is None and is_3_0):
                waiting.append(((at, key), inner, key if isinstance(inner, dict) else ""))
            elif key not in _DATA and not key.startswith("x-"):
                waiting.append(((at, key), inner, ""))
            elif key == "examples" and isinstance(inner, dict) and not is_swagger:
                yield from _examples((at, key), inner)


def _examples(at: Link, examples: dict[str, Tree]) -> Iterator[tuple[Link, dict[str, Tree]]]:
    """Example objects by name: each may be a reference. In version 2.0 payloads stand here."""
    yield from (((at, name), example) for name, example in examples.items() if isinstance(example, dict))


def references(tree: Tree) -> Iterator[tuple[Pointer, str]]:
    """Every reference of a tree with the pointer of the object that holds it; examples and other data are left out."""
    for at, value in objects(tree) if isinstance(tree, dict | list) else ():
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield pointer_of(at), reference
