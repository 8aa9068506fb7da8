"""What is no JSON Schema where one is asked for: said by the metaschema of 2020-12, and by the names of keywords."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from govkit.spec.documents import Pointer
from govkit.spec.schemas.explaining import compiled
from govkit.spec.schemas.reading import TYPES

_METASCHEMA = "https://json-schema.org/draft/2020-12/schema"
_SCHEMAS = (
    "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("$defs", "definitions", "dependentSchemas", "patternProperties", "properties")
_OTHERS = (
    "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary", "const",
    "contentEncoding", "contentMediaType", "default", "dependentRequired", "deprecated", "description", "enum",
    "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength",
    "maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf",
    "pattern", "readOnly", "required", "title", "type", "uniqueItems", "writeOnly",
    "discriminator", "example", "externalDocs", "xml",
)  # fmt: skip
"""Keywords without schemas in them; the last line is what OpenAPI adds."""
KEYWORDS = frozenset({*_SCHEMAS, *_LISTS, *_MAPS, *_OTHERS})
_MOST = 20


@dataclass(frozen=True, slots=True)
class Mistake:
    """A place in a schema that is wrong: what it is, and what to do."""

    pointer: Pointer
    message: str
    hint: str


def mistakes(schema: Any) -> list[Mistake]:
    """What is wrong with a schema as its text has it, at most twenty places; what it refers to is not looked at."""
    found: dict[Pointer, Mistake] = {}
    for one in (*_of_metaschema(schema), *_of_names(schema, ())):
        if len(found) == _MOST:
            break
        found.setdefault(one.pointer, one)
    return list(found.values())


@cache
def _metaschema() -> Any:
    return compiled({"$ref": _METASCHEMA})


def _of_metaschema(schema: Any) -> Iterator[Mistake]:
    for error in _metaschema().iter_errors(schema):
        at, keyword = tuple(error.instance_path), str(error.schema_path[-1])
        if at and at[-1] == "type" and keyword == "anyOf":
            yield from _of_type(error.instance, at)
        elif keyword == "format" and "regex" in error.message:
            text = error.message.removesuffix(' is not a "regex"')  # the instance of a name is the whole object
            yield Mistake(at, f"the pattern {text} is no regular expression", "write one of ECMA-262")
        else:
            yield Mistake(at, f"this is no JSON Schema: {error.message}", "write a schema of JSON Schema 2020-12")


def _of_type(said: Any, at: Pointer) -> Iterator[Mistake]:
    """A `type` that is no type, or no list of different ones."""
    for name in said if isinstance(said, list) else [said]:
        if not (isinstance(name, str) and name in TYPES):
            near = get_close_matches(name, TYPES, 1) if isinstance(name, str) else []
            hint = f"did you mean `{near[0]}`?" if near else f"the types are {', '.join(TYPES)}"
            yield Mistake(at, f"there is no type {json.dumps(name, ensure_ascii=False)}", hint)
            return
    yield Mistake(at, "`type` is one type, or a list of different ones", f"the types are {', '.join(TYPES)}")


def _of_names(schema: Any, at: Pointer) -> Iterator[Mistake]:
    """Keywords that there are not, in a schema and below it."""
    waiting: list[tuple[Pointer, Any]] = [(at, schema)]
    while waiting:
        at, one = waiting.pop()
        if not isinstance(one, dict):
            continue
        for key, value in one.items():
            if key in _SCHEMAS:
                waiting.append(((*at, key), value))
            elif key in _LISTS and isinstance(value, list):
                waiting += [((*at, key, index), inner) for index, inner in enumerate(value)]
            elif key in _MAPS and isinstance(value, dict):
                waiting += [((*at, key, name), inner) for name, inner in value.items()]
            elif key not in KEYWORDS and not key.startswith("x-"):
                near = get_close_matches(key, KEYWORDS, 1, cutoff=0.7)
                hint = f"did you mean `{near[0]}`?" if near else "a name of your own begins with `x-`"
                yield Mistake((*at, key), f"JSON Schema has no keyword `{key}`", hint)
