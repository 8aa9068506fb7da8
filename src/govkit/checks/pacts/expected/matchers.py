"""Matchers and generators of single values, as schemas of the values that they stand for."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from govkit.checks.pacts.expected.dates import date_schema
from govkit.checks.pacts.reading.rules import Generator, Matcher, Ruling
from govkit.spec.schemas.patterns import is_regular_expression
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import typed
from govkit.spec.schemas.validators import Validator

TYPE = "type"
STRUCTURAL = frozenset({"values", "eachKey", "eachValue", "arrayContains"})
"""Matchers that speak of the members of a value, not of the value."""

_LIKE = {"min-type": TYPE, "minType": TYPE, "max-type": TYPE, "maxType": TYPE, "minmax-type": TYPE, "like": TYPE}
_SEMVER = r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
_PLAIN: dict[str, Schema] = {
    "number": {"type": "number"},
    "decimal": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "semver": {"type": "string", "pattern": _SEMVER},
    "contentType": {},
    "notEmpty": {
        "type": ["string", "number", "boolean", "array", "object"],
        "minLength": 1,
        "minItems": 1,
        "minProperties": 1,
    },
}
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")


def kind_of(matcher: Matcher) -> str:
    """The name of a matcher, those that differ in limits alone under one."""
    return _LIKE.get(matcher.name, matcher.name)


def handled(ruling: Ruling | None, example: Any) -> tuple[Schema, tuple[str, ...]]:
    """The schema of the values that are handled where `example` stands, and what of its matchers is not understood.

    What is not understood counts as anything.
    """
    if ruling is None:
        return {"enum": [example]}, ()
    schemas: list[Schema] = []
    unknown: list[str] = []
    for matcher in ruling.matchers:
        if matcher.name in STRUCTURAL:
            continue
        found = _schema(matcher, example)
        if isinstance(found, str):
            unknown.append(found)
        else:
            schemas.append(found)
    if not schemas:
        return ({} if unknown else type_of(example)), tuple(unknown)
    if len(schemas) == 1:
        return ({} if unknown and ruling.any_of else schemas[0]), tuple(unknown)
    return {"anyOf" if ruling.any_of else "allOf": schemas}, tuple(unknown)


def type_of(example: Any) -> Schema:
    """The schema of all values of an example's type."""
    kind = typed(example)
    return {"type": "number" if kind == "integer" else kind}


def _schema(matcher: Matcher, example: Any) -> Schema | str:
    """The schema of one matcher, or what is not understood of it."""
    name, said = kind_of(matcher), matcher.said
    if name == TYPE:
        return type_of(example)
    if name == "equality":
        return {"enum": [example]}
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "regex":
        return _regex(said.get("regex"), example)
    if name == "include":
        return {"type": "string", "pattern": literal(str(said.get("value", "")))}
    if name in ("date", "time", "datetime"):
        text = next((said[key] for key in ("format", name, "timestamp") if isinstance(said.get(key), str)), None)
        return date_schema(name, text) or f"the format {text!r} of the matcher `{name}`"
    return f"the matcher `{name}`"


def _regex(said: Any, example: Any) -> Schema | str:
    if not isinstance(said, str):
        return "a regular expression that is no text"
    if not isinstance(example, str):
        return type_of(example)
    pattern = translated(said)
    return {"type": "string", "pattern": pattern} if pattern is not None else f"the regular expression {said!r}"


def translated(regex: str) -> str | None:
    """A regular expression in the dialect of JSON Schema; None where that has no word for it."""
    plain = re.sub(r"\\A", "^", re.sub(r"\\[zZ]", "$", regex))
    plain = re.sub(r"\\h(?![\w{])", "[0-9a-fA-F]", plain) if "\\h" in plain else plain
    return plain if is_regular_expression(plain) else None


def literal(text: str) -> str:
    """A regular expression that finds a text."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


# --------------------------------------------------------------------------------------------------------- generators


def generated(generator: Generator, example: Any) -> Schema | None:
    """The schema of what a generator makes; None where nobody knows before it runs."""
    kind = generator["type"]
    if kind in ("Date", "Time", "DateTime"):
        text = generator.get("format")
        return date_schema(kind.lower(), text if isinstance(text, str) else None)
    made = _GENERATED.get(kind)
    return made(generator) if made is not None else None


def _integers(said: Generator) -> Schema:
    low, high = said.get("min", 0), said.get("max", 2147483647)
    return {"type": "integer", "minimum": low, "maximum": high} if _numeric(low, high) else {"type": "integer"}


def _numeric(*values: Any) -> bool:
    return all(isinstance(value, int) and not isinstance(value, bool) for value in values)


def _sized(said: Generator, key: str, usual: int, letters: str) -> Schema:
    size = said.get(key, usual)
    return {"type": "string", "pattern": f"^[{letters}]{{{size if _numeric(size) else usual}}}$"}


def _uuid(said: Generator) -> Schema:
    upper, simple = str(said.get("format", "")).startswith("upper"), said.get("format") == "simple"
    digit = "[0-9A-F]" if upper else "[0-9a-f]"
    if simple:
        return {"type": "string", "pattern": f"^{digit}{{32}}$"}
    if said.get("format") == "URN":
        return {"type": "string", "pattern": f"^urn:uuid:{digit}{{8}}(-{digit}{{4}}){{3}}-{digit}{{12}}$"}
    return {"type": "string", "format": "uuid"}


def _of_regex(said: Generator) -> Schema:
    pattern = translated(str(said.get("regex", "")))
    if pattern is None:
        return {"type": "string"}
    return {"type": "string", "pattern": f"^(?:{pattern.removeprefix('^').removesuffix('$')})$"}


_GENERATED = {
    "RandomInt": _integers,
    "RandomDecimal": lambda _: {"type": "number"},
    "RandomHexadecimal": lambda said: _sized(said, "digits", 10, "0-9a-fA-F"),
    "RandomString": lambda said: _sized(said, "size", 10, "0-9A-Za-z"),
    "RandomBoolean": lambda _: {"type": "boolean"},
    "Uuid": _uuid,
    "Regex": _of_regex,
}


def validator_of(schema: Schema) -> Validator:
    """The validator of a schema, equal ones once."""
    return _validator(json.dumps(schema, sort_keys=True, default=str))


@lru_cache(maxsize=4096)
def _validator(text: str) -> Validator:
    return Validator(json.loads(text))
