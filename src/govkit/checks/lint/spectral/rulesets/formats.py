"""Formats: kinds of documents, by which rulesets say where a rule holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_OPENAPI_3 = re.compile(r"\s*\+?0*3(?!\d)")
_SWAGGER_2 = re.compile(r"\s*\+?0*2(?!\d)")
_ASYNC = re.compile(r"([23])\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
_DRAFT = re.compile(r"https?://json-schema.org/(?:draft-0([467])|draft/(2019-09|2020-12))/(?:hyper-)?schema#?")
_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_COMPOUNDS = ("allOf", "oneOf", "anyOf", "not", "if")


def _text(value: Any) -> str:
    """A version as text, as JavaScript writes numbers."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _openapi(minor: int | None) -> Callable[[Mapping[str, Any]], bool]:
    exact = re.compile(rf"3\.{minor}(?:\.[0-9]*)?")

    def is_it(tree: Mapping[str, Any]) -> bool:
        if "openapi" not in tree or not _OPENAPI_3.match(_text(tree["openapi"])):
            return False
        return minor is None or exact.fullmatch(_text(tree["openapi"])) is not None

    return is_it


def _swagger(tree: Mapping[str, Any]) -> bool:
    return "swagger" in tree and _SWAGGER_2.match(_text(tree["swagger"])) is not None


def _asyncapi(major: int, minor: int | None = None) -> Callable[[Mapping[str, Any]], bool]:
    def is_it(tree: Mapping[str, Any]) -> bool:
        found = _ASYNC.fullmatch(_text(tree.get("asyncapi", "")))
        return found is not None and int(found[1]) == major and (minor is None or int(found[2]) == minor)

    return is_it


def _arazzo(tree: Mapping[str, Any]) -> bool:
    return "arazzo" in tree and re.fullmatch(r"1\.0(?:\.[0-9]*)?", _text(tree["arazzo"])) is not None


def _schema(tree: Mapping[str, Any]) -> bool:
    said = tree.get("$schema")
    return isinstance(said, str) and "//json-schema.org/" in said


def _draft(name: str) -> Callable[[Mapping[str, Any]], bool]:
    def is_it(tree: Mapping[str, Any]) -> bool:
        found = _DRAFT.fullmatch(tree["$schema"]) if _schema(tree) else None
        return found is not None and (found[1] or found[2]) == name

    return is_it


def _loose(tree: Mapping[str, Any]) -> bool:
    """Whether a tree looks like a schema, whether or not it says so."""
    said = tree.get("type")
    types = said if isinstance(said, list) else [said]
    has_type = "type" in tree and all(isinstance(one, str) and one in _TYPES for one in types)
    compound = any(isinstance(tree.get(keyword), dict | list) for keyword in _COMPOUNDS)
    return _schema(tree) or has_type or isinstance(tree.get("enum"), list) or compound


_FORMATS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "oas2": _swagger,
    "oas3": _openapi(None),
    "oas3_0": _openapi(0),
    "oas3_1": _openapi(1),
    "oas3_2": _openapi(2),
    "aas2": _asyncapi(2),
    **{f"aas2_{minor}": _asyncapi(2, minor) for minor in range(7)},
    "aas3": _asyncapi(3),
    "aas3_0": _asyncapi(3, 0),
    "aas3_1": _asyncapi(3, 1),
    "arazzo1_0": _arazzo,
    "jsonSchema": _schema,
    "jsonSchemaLoose": _loose,
    "jsonSchemaDraft4": _draft("4"),
    "jsonSchemaDraft6": _draft("6"),
    "jsonSchemaDraft7": _draft("7"),
    "jsonSchemaDraft2019_09": _draft("2019-09"),
    "jsonSchemaDraft2020_12": _draft("2020-12"),
}
"""Each format by its name, with what tells it from the root of a document."""

FORMATS = tuple(_FORMATS)
"""The names of all formats."""

_OTHER_NAMES = {
    "asyncapi2": "aas2", "asyncApi2": "aas2", "asyncapi3": "aas3", "arazzo1": "arazzo1_0",
    "jsonSchema2019_09": "jsonSchemaDraft2019_09", "jsonSchema2020_12": "jsonSchemaDraft2020_12",
}  # fmt: skip


def format_named(text: str) -> str | None:
    """The format that a ruleset means by `oas3.1`, `oas3_1` or `json-schema-draft-7`; None where there is none."""
    name = re.sub(r"([0-9])[.-](?=[0-9])", r"\1_", text)
    name = re.sub(r"-([0-9a-z])", lambda found: found[1].upper(), name)
    name = _OTHER_NAMES.get(name, name)
    return name if name in _FORMATS else None


def formats_of(tree: Any) -> frozenset[str]:
    """The formats that a document has, by the tree that it is."""
    if not isinstance(tree, dict):
        return frozenset()
    return frozenset(name for name, is_it in _FORMATS.items() if is_it(tree))
