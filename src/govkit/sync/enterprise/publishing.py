"""The document of a version as one text that needs no other: what callers are given of it."""

from __future__ import annotations

import posixpath
from typing import Any

from govkit.catalog.entries import VersionOf
from govkit.spec.documents import Files, Library

_OF_ITS_OWN = ("$schema", "$id")


def published(files: Files, version: VersionOf) -> dict[str, Any]:
    """The OpenAPI document with the schemas of the entities in their places. Raises InputError."""
    library, path = Library(files), version.version.definition
    tree = library.open(path).tree
    document: dict[str, Any] = dict(tree) if isinstance(tree, dict) else {}
    components = dict(document["components"])
    components["schemas"] = {
        name: _inlined(library, path, name, schema) for name, schema in components["schemas"].items()
    }
    return document | {"components": components}


def _inlined(library: Library, path: str, name: str, schema: Any) -> Any:
    """A schema that is that of another file, as one of this document."""
    reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
    if not reference or reference.startswith("#"):
        return schema
    target = library.open(posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))).tree
    moved = _moved(target, f"#/components/schemas/{name}")
    return {key: value for key, value in moved.items() if key not in _OF_ITS_OWN} if isinstance(moved, dict) else moved


def _moved(value: Any, to: str) -> Any:
    """A tree whose references to its own root lead to where that stands now."""
    if isinstance(value, list):
        return [_moved(one, to) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{to}{one[1:]}" if key == "$ref" and isinstance(one, str) and one.startswith("#") else _moved(one, to)
        for key, one in value.items()
    }
