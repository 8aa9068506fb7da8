"""A schema as one piece: what its references name by identifiers is found at pointers within it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

from govkit.spec.documents import Pointer, format_pointer

_FOLDER = Path(__file__).parent / "metaschemas"
_ANY = "http://json-schema.org/schema"
_METASCHEMAS = {f"http://json-schema.org/{name}/schema": name for name in ("draft-04", "draft-06", "draft-07")}
_VOCABULARIES = re.compile(r"https://json-schema\.org/draft/(20\d\d-\d\d)/(schema|meta/[a-z-]+)")
_DIALECTS = {
    "draft4": ("draft-04",),
    "draft6": ("draft-07", "draft-06", "draft-04"),
    "draft7": ("draft-07", "draft-06", "draft-04"),
    "draft2019-09": ("draft-2019-09",),
    "draft2020-12": ("draft-2020-12",),
}
"""The metaschemas that a schema of a dialect may name without having them, the first one its own."""


def metaschema_named(uri: str, dialect: str) -> tuple[str, str] | None:
    """The metaschema that a URI without fragment names in a dialect, and the part of it; None where there is none."""
    known = _DIALECTS[dialect]
    if uri == _ANY:
        return known[0], "schema"
    newer = _VOCABULARIES.fullmatch(uri)
    name, part = (f"draft-{newer[1]}", newer[2]) if newer else (_METASCHEMAS.get(uri), "schema")
    if name is None or name not in known or part not in _parts(name):
        return None
    return name, part


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
        found = metaschema_named(document, self._dialect)
        if found is None:
            return reference
        name, part = found
        self._added |= _metaschema(name, self._dialect)
        return f"#/definitions/{_key(name, part)}{fragment}"


def _escaped(place: Pointer) -> str:
    return quote(format_pointer(place), safe="/~")


def _key(name: str, part: str) -> str:
    """Under which name a part of a metaschema stands below `definitions`."""
    return name if part == "schema" else f"{name}-{part.removeprefix('meta/')}"


@lru_cache
def _parts(name: str) -> dict[str, Any]:
    """A metaschema, by its own names for its parts: the older ones have one."""
    whole: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return whole if "schema" in whole else {"schema": whole}


@lru_cache
def _metaschema(name: str, dialect: str) -> dict[str, Any]:
    """What is to stand below `definitions` for a metaschema: its references lead there."""
    parts = _parts(name)
    if name == "draft-04" and dialect != "draft4":  # written as those of later drafts are
        own = {"multipleOf": {"type": "number", "exclusiveMinimum": 0}, "deprecationMessage": {"type": "string"}}
        schema = {**parts["schema"], "properties": {**parts["schema"]["properties"], **own}}
        del schema["dependencies"]
        parts = {"schema": schema}
    keeps_formats = name != _DIALECTS[dialect][0]
    return {_key(name, part): _moved(one, name, part, keeps_formats=keeps_formats) for part, one in parts.items()}


def _moved(one: Any, name: str, part: str, *, keeps_formats: bool) -> Any:
    """Part of a metaschema at its place. The validator of rulesets asks its own one about no formats."""
    if isinstance(one, list):
        return [_moved(item, name, part, keeps_formats=keeps_formats) for item in one]
    if not isinstance(one, dict):
        return one
    moved = {
        key: _led(said, name, part)
        if key == "$ref" and isinstance(said, str)
        else _moved(said, name, part, keeps_formats=keeps_formats)
        for key, said in one.items()
        if not (isinstance(said, str) and key in ("id", "$id", "$schema"))
    }
    if isinstance(moved.get("format"), str) and not keeps_formats:
        del moved["format"]
    return moved


def _led(reference: str, name: str, part: str) -> str:
    """A reference in a part of a metaschema, as one from the root."""
    document, fragment = urldefrag(reference)
    return f"#/definitions/{_key(name, document or part)}{fragment}"
