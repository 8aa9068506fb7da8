"""Keywords of JSON Schema that hold no schema, read into the normal form; what is malformed says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from govkit.spec.schemas.equality import is_number, same
from govkit.spec.schemas.patterns import is_regular_expression

Schema: TypeAlias = dict[str, Any]
"""A schema in normal form; see `Space`."""

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

_COUNTS = (
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
    "minContains",
    "maxContains",
)
ANNOTATIONS = ("readOnly", "writeOnly", "deprecated", "default", "title", "discriminator")

_EVERY_NAME = frozenset({"", "^", "$", ".*", "^.*", ".*$"})


def read_keywords(raw: dict[str, Any], normal: Schema) -> None:
    """Reads the keywords of a schema as it is written; bounds and conditions come after its sub-schemas."""
    for keyword, value in raw.items():
        read = _READERS.get(keyword)
        if read is not None:
            read(normal, value, keyword)


def _type(normal: Schema, value: Any, keyword: str) -> None:
    named = value if isinstance(value, list) else [value]
    known = [name for name in named if name in TYPES]
    if known and len(known) == len(named):  # one unknown name and the whole keyword says nothing that we know
        normal["type"] = known


def _enum(normal: Schema, value: Any, keyword: str) -> None:
    if isinstance(value, list):
        normal["enum"] = _also_in(value, normal)


def _const(normal: Schema, value: Any, keyword: str) -> None:
    normal["enum"] = _also_in([value], normal)


def _also_in(values: list[Any], normal: Schema) -> list[Any]:
    """Those of some values that `enum` or `const`, whichever was read before, allows as well."""
    if "enum" not in normal:
        return values
    return [value for value in values if any(same(value, other) for other in normal["enum"])]


def _required(normal: Schema, value: Any, keyword: str) -> None:
    if isinstance(value, list):
        names = [name for name in value if isinstance(name, str)]
        if names:
            normal["required"] = names


def _dependent_required(normal: Schema, value: Any, keyword: str) -> None:
    if isinstance(value, dict):
        fit = {name: names for name, names in value.items() if isinstance(names, list)}
        if fit:
            normal["dependentRequired"] = fit


def _pattern(normal: Schema, value: Any, keyword: str) -> None:
    if isinstance(value, str) and is_regular_expression(value):
        normal["pattern"] = value


def _count(normal: Schema, value: Any, keyword: str) -> None:
    if is_number(value) and value >= 0 and value == int(value):
        normal[keyword] = int(value)


def _multiple_of(normal: Schema, value: Any, keyword: str) -> None:
    if is_number(value) and value > 0:
        normal["multipleOf"] = value


def _unique(normal: Schema, value: Any, keyword: str) -> None:
    if value is True:
        normal["uniqueItems"] = True


def _annotation(normal: Schema, value: Any, keyword: str) -> None:
    normal[keyword] = value


def _example(normal: Schema, value: Any, keyword: str) -> None:
    values = value if keyword == "examples" and isinstance(value, list) else [value]
    normal["examples"] = [*normal.get("examples", ()), *values]


_READERS: dict[str, Callable[[Schema, Any, str], None]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "required": _required,
    "dependentRequired": _dependent_required,
    "pattern": _pattern,
    "multipleOf": _multiple_of,
    "uniqueItems": _unique,
    "example": _example,
    "examples": _example,
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(ANNOTATIONS, _annotation),
}


def name_every_property(normal: Schema) -> None:
    """Reads a pattern that every name matches as what it is: the schema of all properties."""
    patterns = normal.get("patternProperties")
    if patterns and len(patterns) == 1 and not normal.keys() & {"properties", "additionalProperties"}:
        ((pattern, schema),) = patterns.items()
        if pattern in _EVERY_NAME:
            normal["additionalProperties"] = schema
            del normal["patternProperties"]


def settle_conditions(raw: dict[str, Any], normal: Schema) -> None:
    """Reads tests that always hold, or never, as what they come to (JSON Schema Core 2020-12, section 10)."""
    negated = normal.get("not")
    if negated is not None and negated.keys() == {"not"} and raw["not"] is not False:
        normal["allOf"] = [*normal.get("allOf", ()), normal.pop("not")["not"]]
    test = raw.get("if")
    if not isinstance(test, dict | bool) or test in (True, False, {}):
        branches = {True: normal.pop("then", None), False: normal.pop("else", None)}
        if isinstance(test, dict | bool):
            del normal["if"]
            branch = branches[test is not False]
            if branch is not None:
                normal["allOf"] = [*normal.get("allOf", ()), branch]
    if raw.get("contains") in (True, {}) and isinstance(raw.get("contains"), dict | bool):
        del normal["contains"]
        least, most = normal.pop("minContains", 1), normal.pop("maxContains", None)
        normal["minItems"] = max(least, normal.get("minItems", 0))
        if most is not None:
            normal["maxItems"] = min(most, normal.get("maxItems", most))
    elif "contains" not in normal:
        for keyword in ("minContains", "maxContains"):
            normal.pop(keyword, None)


def read_bounds(raw: dict[str, Any], normal: Schema) -> None:
    """Bounds as numbers; the boolean `exclusiveMinimum` of 3.0 makes `minimum` itself exclusive."""
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound, strict = raw.get(limit), raw.get(exclusive)
        if is_number(bound):
            normal[exclusive if strict is True else limit] = bound
        if is_number(strict):
            normal[exclusive] = strict
