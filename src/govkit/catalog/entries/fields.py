"""The fields that a JSON Schema declares, as paths: what an entity may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govkit.errors import InputError
from govkit.spec.documents import DanglingReference, Document, Files, Library

_DEEPEST = 12
_MOST = 20_000
_SAME_PLACE = ("allOf", "anyOf", "oneOf")
_BRANCHES = ("if", "then", "else", "dependentSchemas")


@dataclass(frozen=True, slots=True)
class Fields:
    """Paths such as `lines/*/amount`; `open` are those below which any name may follow.

    `values` are the texts that fields may have which list them.
    """

    names: frozenset[str]
    open: frozenset[str]
    values: Mapping[str, frozenset[str]]

    def has(self, path: str) -> bool:
        """Whether a path is declared, or lies where anything may."""
        path = path.strip("/")
        parts = path.split("/")
        return path in self.names or any("/".join(parts[:length]) in self.open for length in range(len(parts)))


def field_paths(files: Files, path: str) -> Fields | None:
    """The fields of the schema at a path; None where it cannot be read."""
    library = Library(files)
    try:
        if not files.exists(path):
            return None
        document = library.open(path)
        found = _Found(library)
        found.collect(document, document.tree, "", 0)
    except (InputError, RecursionError):
        return None
    values = {path: frozenset(some) for path, some in found.values.items()}
    return Fields(frozenset(found.names), frozenset(found.open), values)


class _Found:
    """Fields as they are met; a schema that leads into itself is followed so deep and no deeper."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._seen: set[tuple[int, str]] = set()
        self.names: set[str] = set()
        self.open: set[str] = set()
        self.values: dict[str, set[str]] = {}

    def collect(self, document: Document, schema: Any, path: str, depth: int) -> None:
        """Takes in what a schema declares at a path."""
        key = (id(schema), path)
        if key in self._seen or not isinstance(schema, dict):
            return
        self._seen.add(key)
        if depth > _DEEPEST or len(self._seen) > _MOST:
            self.open.add(path)
            return
        enumerated = schema.get("enum")
        if isinstance(enumerated, list):
            self.values.setdefault(path, set()).update(one for one in enumerated if isinstance(one, str))
        self._reference(document, schema, path, depth)
        properties = schema.get("properties")
        for name, inner in (properties if isinstance(properties, dict) else {}).items():
            self._below(document, inner, path, name, depth)
        for key_ in ("items", "additionalProperties", "contains"):
            if isinstance(schema.get(key_), dict):
                self._below(document, schema[key_], path, "*", depth)
        for listed in (schema.get(key_) for key_ in _SAME_PLACE):
            for inner in listed if isinstance(listed, list) else ():
                self.collect(document, inner, path, depth)
        for key_ in _BRANCHES:
            self.collect(document, schema.get(key_), path, depth)

    def _below(self, document: Document, schema: Any, path: str, name: str, depth: int) -> None:
        below = f"{path}/{name}" if path else name
        self.names.add(below)
        self.collect(document, schema, below, depth + 1)

    def _reference(self, document: Document, schema: dict[str, Any], path: str, depth: int) -> None:
        reference = schema.get("$ref")
        if isinstance(reference, str):
            try:
                node = self._library.target(document, reference)
            except DanglingReference:
                self.open.add(path)
                return
            self.collect(node.document, node.value, path, depth)
