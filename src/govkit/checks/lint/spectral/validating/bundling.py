"""A schema as one piece: what its references name by identifiers is found at pointers within it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

from govkit.spec.documents import Pointer, format_pointer

_FOLDER = Path(__file__).parent / "metaschemas"
_METASCHEMAS = {
    "http://json-schema.org/schema": "draft-07",
    **{f"http://json-schema.org/{name}/schema": name for name in ("draft-04", "draft-06", "draft-07")},
}
_DIALECTS = {"draft4": ("draft-04",), **dict.fromkeys(("draft6", "draft7"), ("draft-04", "draft-06", "draft-07"))}
"""The metaschemas that a schema of a dialect may refer to without having them."""


def bundled(schema: Any, dialect: str) -> Any:
    """The schema with references within it alone, where it has others; those that lead nowhere stay as they are."""
    if not any("$ref" in one and _is_far(one["$ref"]) for one, _, _ in _objects(schema, dialect)):
        return schema
    return _Bundle(schema, dialect).whole()


def _is_far(reference: Any) -> bool:
    return isinstance(reference, str) and not reference.startswith("#")


def _objects(schema: Any, dialect: str) -> Iterator[tuple[dict[str, Any], Pointer, str]]:
    """The objects of a schema, each with its place and the identifier that references in it begin from."""
    key = "id" if dialect == "draft4" else "$id"
    waiting: list[tuple[Any, Pointer, str]] = [(schema, (), "")]
    while waiting:
        one, at, base = waiting.pop()
        if isinstance(one, dict):
            own = one.get(key)
            if isinstance(own, str) and not own.startswith("#"):
                base = _joined(base, own)
            yield one, at, base
            waiting += [(part, (*at, name), base) for name, part in one.items()]
        elif isinstance(one, list):
            waiting += [(part, (*at, index), base) for index, part in enumerate(one)]


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


class _Bundle:
    def __init__(self, schema: Any, dialect: str) -> None:
        self._schema = schema
        self._dialect = dialect
        self._places: dict[str, Pointer] = {}
        self._bases: dict[int, str] = {}
        for one, at, base in _objects(schema, dialect):
            self._places.setdefault(urldefrag(base).url, at)
            self._bases[id(one)] = base
        self._added: dict[str, Any] = {}

    def whole(self) -> Any:
        copy = self._copied(self._schema)
        if self._added and isinstance(copy, dict):
            copy["definitions"] = {**copy.get("definitions", {}), **self._added}
        return copy

    def _copied(self, one: Any) -> Any:
        if isinstance(one, list):
            return [self._copied(item) for item in one]
        if not isinstance(one, dict):
            return one
        base = self._bases[id(one)]
        return {
            name: self._reference(part, base) if name == "$ref" and isinstance(part, str) else self._copied(part)
            for name, part in one.items()
        }

    def _reference(self, reference: str, base: str) -> str:
        document, fragment = urldefrag(_joined(base, reference))
        place = self._places.get(document)
        if place is None:
            return self._metaschema(document, fragment, reference)
        if fragment and not fragment.startswith("/"):
            return f"#{fragment}"
        return f"#{_escaped(place)}{fragment}"

    def _metaschema(self, document: str, fragment: str, reference: str) -> str:
        name = _METASCHEMAS.get(document)
        if document == "http://json-schema.org/schema" and self._dialect == "draft4":
            name = "draft-04"
        if name is None or name not in _DIALECTS.get(self._dialect, ()):
            return reference
        self._added[name] = _metaschema(name, self._dialect)
        return f"#/definitions/{name}{fragment}"


def _escaped(place: Pointer) -> str:
    return quote(format_pointer(place), safe="/~")


@lru_cache
def _metaschema(name: str, dialect: str) -> Any:
    """A metaschema for a place below `definitions`: its references lead there."""
    schema = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    if name == "draft-04" and dialect != "draft4":  # written as those of later drafts are
        schema["properties"] |= {
            "multipleOf": {"type": "number", "exclusiveMinimum": 0},
            "deprecationMessage": {"type": "string"},
        }
        del schema["dependencies"]
    is_own = name == ("draft-04" if dialect == "draft4" else "draft-07")
    return _moved(schema, f"#/definitions/{name}", keeps_formats=not is_own)


def _moved(one: Any, home: str, *, keeps_formats: bool) -> Any:
    """Part of a metaschema at its place. The validator of rulesets asks its own one about no formats."""
    if isinstance(one, list):
        return [_moved(item, home, keeps_formats=keeps_formats) for item in one]
    if not isinstance(one, dict):
        return one
    moved = {
        key: f"{home}{part[1:]}"
        if key == "$ref" and isinstance(part, str)
        else _moved(part, home, keeps_formats=keeps_formats)
        for key, part in one.items()
        if not (isinstance(part, str) and key in ("id", "$id", "$schema"))
    }
    if isinstance(moved.get("format"), str) and not keeps_formats:
        del moved["format"]
    return moved
