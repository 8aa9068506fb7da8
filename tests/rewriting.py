"""Documents in other words: each function returns a document that means the same as the one it was given."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
_NAMING = frozenset({"properties", "patternProperties", "$defs", "schemas", "responses", "parameters", "headers"})


def reordered(document: Any, seed: int = 1) -> Any:
    """The same document with the members of every object in another order."""
    chance = random.Random(seed)

    def shuffle(value: Any) -> Any:
        if isinstance(value, dict):
            names = list(value)
            chance.shuffle(names)
            return {name: shuffle(value[name]) for name in names}
        return [shuffle(item) for item in value] if isinstance(value, list) else value

    return shuffle(document)


def renamed(document: Any) -> Any:
    """The same document with every component schema under another name."""
    names = {name: f"Renamed{number}" for number, name in enumerate(document.get("components", {}).get("schemas", {}))}

    def pointer(text: str) -> str:
        prefix = "#/components/schemas/"
        if not text.startswith(prefix):
            return text
        name, slash, rest = text.removeprefix(prefix).partition("/")
        decoded = name.replace("~1", "/").replace("~0", "~")
        return f"{prefix}{names.get(decoded, name)}{slash}{rest}"

    def edit(schema: Any) -> Any:
        out = dict(schema)
        if isinstance(out.get("$ref"), str):
            out["$ref"] = pointer(out["$ref"])
        discriminator = out.get("discriminator")
        if isinstance(discriminator, dict) and isinstance(discriminator.get("mapping"), dict):
            mapping = {value: pointer(target) for value, target in discriminator["mapping"].items()}
            out["discriminator"] = {**discriminator, "mapping": mapping}
        return out

    new = _everywhere(document, edit)
    if names:
        schemas = new["components"]["schemas"]
        new["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
    return new


def wrapped_in_all_of(document: Any) -> Any:
    """The same document with every reference to a schema inside an `allOf` of one."""

    def edit(value: Any) -> Any:
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/components/schemas/") and len(value) == 1:
            return {"allOf": [value]}
        return value

    return _everywhere(document, edit)


def all_of_merged(document: Any) -> Any:
    """The same document with every `allOf` of plain objects written as one object."""

    def edit(value: Any) -> Any:
        parts = value.get("allOf")
        if not isinstance(parts, list) or set(value) - {"allOf", "description", "title", "type"}:
            return value
        found = [_resolved(document, part) for part in parts]
        mergeable = {"type", "properties", "required", "description", "title", "example"}
        names: set[str] = set()
        for part in found:
            if not isinstance(part, dict) or set(part) - mergeable or names & set(part.get("properties", {})):
                return value
            names |= set(part.get("properties", {}))
        merged = {key: inner for key, inner in value.items() if key != "allOf"}
        for part in found:
            merged.setdefault("properties", {}).update(copy.deepcopy(part.get("properties", {})))
            merged.setdefault("required", []).extend(part.get("required", []))
            if "type" in part:
                merged["type"] = part["type"]
        if not merged.get("required"):
            merged.pop("required", None)
        return merged

    return _everywhere(document, edit)


def inlined(document: Any, depth: int = 2) -> Any:
    """The same document with references to schemas replaced by what they lead to, `depth` levels deep."""

    def edit(value: Any, left: int) -> Any:
        reference = value.get("$ref")
        if left and isinstance(reference, str) and reference.startswith("#/components/schemas/") and len(value) == 1:
            target = _resolved(document, value)
            if isinstance(target, dict):
                return _everywhere(target, lambda inner: edit(inner, left - 1))
        return value

    new = dict(document)
    for section in ("paths", "webhooks"):
        if section in document:
            new[section] = _everywhere(document[section], lambda value: edit(value, depth))
    return new


def as_3_1(document: Any) -> Any:
    """A 3.0 document in the words of 3.1: type lists for `nullable`, numbers for exclusive bounds, `webhooks`."""

    def edit(value: Any) -> Any:
        out = {key: inner for key, inner in value.items() if key != "nullable"}
        if isinstance(value.get("$ref"), str):
            return {"$ref": value["$ref"]} if not value["$ref"].startswith("http") else value
        if value.get("nullable") is True:
            if isinstance(out.get("type"), str):
                out["type"] = [out["type"], "null"]
            elif out.keys() & {"allOf", "anyOf", "oneOf"}:
                rest = {key: out.pop(key) for key in list(out) if key in ("allOf", "anyOf", "oneOf", "discriminator")}
                out["anyOf"] = [{"type": "null"}, rest]
        for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if value.get(exclusive) is True and limit in value:
                out[exclusive] = out.pop(limit)
            elif value.get(exclusive) is False:
                del out[exclusive]
        return out

    written = {**_everywhere(document, edit), "openapi": "3.1.0"}
    if "x-webhooks" in written:
        written["webhooks"] = written.pop("x-webhooks")
    return written


def split(document: Any) -> dict[str, Any]:
    """The same document over many files: each component schema in one of its own."""
    schemas = document.get("components", {}).get("schemas", {})
    files = {name: f"schemas/s{number}.json" for number, name in enumerate(schemas)}

    def pointer(text: str, inside: bool) -> str:
        prefix = "#/components/schemas/"
        if not text.startswith(prefix):
            return f"../openapi.json{text}" if inside and text.startswith("#") else text
        name, slash, rest = text.removeprefix(prefix).partition("/")
        decoded = name.replace("~1", "/").replace("~0", "~").replace("%20", " ")
        if decoded not in files:
            return f"../openapi.json{text}" if inside else text
        file = files[decoded].removeprefix("schemas/") if inside else files[decoded]
        return f"{file}#/{rest}" if slash else file

    def edit(value: Any, inside: bool) -> Any:
        out = dict(value)
        if isinstance(out.get("$ref"), str):
            out["$ref"] = pointer(out["$ref"], inside)
        return out

    whole = {key: value for key, value in document.items() if key != "components"}
    components = {key: value for key, value in document.get("components", {}).items() if key != "schemas"}
    new = _everywhere({**whole, "components": components}, lambda value: edit(value, False))
    parts = {files[name]: _everywhere(schema, lambda value: edit(value, True)) for name, schema in schemas.items()}
    return {"openapi.json": new, **parts}


def _resolved(document: Any, value: Any) -> Any:
    hops = 0
    while isinstance(value, dict) and isinstance(value.get("$ref"), str) and hops < 20:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            decoded = part.replace("~1", "/").replace("~0", "~").replace("%20", " ")
            if not isinstance(target, dict) or decoded not in target:
                return None
            target = target[decoded]
        value, hops = target, hops + 1
    return value


def _everywhere(value: Any, edit: Callable[[Any], Any], names: bool = False) -> Any:
    """The tree with `edit` applied to every object that is not data, from the inside out."""
    if isinstance(value, list):
        return [_everywhere(item, edit) for item in value]
    if not isinstance(value, dict):
        return value
    new = {
        key: inner if key in _DATA and not names else _everywhere(inner, edit, not names and key in _NAMING)
        for key, inner in value.items()
    }
    return new if names else edit(new)
