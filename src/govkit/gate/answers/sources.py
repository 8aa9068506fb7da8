"""The source fields that a mapping reads: what the right side of each declaration names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries import Entry, MappingSpec

_DEEPEST = 20


def api_fields(mapping: Entry[MappingSpec]) -> dict[str, tuple[str, ...]]:
    """For each field of the entity the fields of the API's schema, as uses write them: `Customer/address/city`."""
    found: dict[str, tuple[str, ...]] = {}
    for target, declared in mapping.spec.fields.items():
        for path, sources in _sources(target, declared, "", 0):
            found[path] = tuple(dict.fromkeys(f"{mapping.spec.schema_}/{source}" for source in sources))
    return found


def reads_field(mapping: Entry[MappingSpec], field: str) -> tuple[str, ...]:
    """The entity's fields that come of a field of the API (`Customer/address`), or of what lies in it or above it."""
    wanted = field.strip("/").split("/")
    return tuple(
        target
        for target, sources in api_fields(mapping).items()
        if wanted == [mapping.spec.schema_] or any(_meet(source.split("/"), wanted) for source in sources)
    )


def _meet(one: list[str], other: list[str]) -> bool:
    return all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=False))


def _sources(target: str, declared: Any, above: str, depth: int) -> Iterator[tuple[str, list[str]]]:
    """A target with the sources of its declaration, and those of the fields of each item (`{each: …, fields: …}`)."""
    each = declared.get("each") if isinstance(declared, dict) else None
    inner = declared.get("fields") if isinstance(declared, dict) else None
    if isinstance(each, str) and isinstance(inner, dict) and depth < _DEEPEST:
        yield target, [_path(above, each)]
        for name, item in inner.items():
            yield from _sources(f"{target}/*/{name}", item, f"{_path(above, each)}/*", depth + 1)
        return
    yield target, [_path(above, name) for name in _named(declared)]


def _named(declared: Any) -> list[str]:
    """The fields that a declaration reads: itself, or what stands under `from`."""
    if isinstance(declared, dict):
        declared = declared.get("from")
    if isinstance(declared, str):
        return [declared]
    return [one for one in declared if isinstance(one, str)] if isinstance(declared, list) else []


def _path(above: str, name: str) -> str:
    """A source as a way of names: JSON Pointers, dots and `[*]` read alike."""
    name = name.removeprefix("$.").replace("[*]", "/*").replace("[]", "/*").replace(".", "/").strip("/")
    return f"{above}/{name}" if above else name
