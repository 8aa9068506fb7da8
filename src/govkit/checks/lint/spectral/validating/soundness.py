"""What is wrong in a schema, for which the validator of rulesets refuses it before it looks at any value.

It holds a schema against the metaschema of its dialect, and then compiles it, which fails for what the metaschema lets
pass: a reference to nothing, `nullable` without a type. Parts that several schemas share are looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urldefrag

from govkit.checks.lint.spectral.validating.bundling import metaschema_named
from govkit.checks.lint.spectral.validating.evaluation import resolved
from govkit.checks.lint.spectral.validating.expressions import is_expression
from govkit.checks.lint.spectral.validating.keywords import groups, twice
from govkit.spec.documents import Pointer, format_pointer
from govkit.spec.schemas.equality import is_number
from govkit.spec.schemas.reading import TYPES


class SchemaError(Exception):
    """A schema that cannot be asked about values; its text says why."""


class MissingReference(SchemaError):
    """A schema with a reference that leads to nothing within it."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"cannot resolve the reference {reference}")
        self.reference = reference


_SCHEMA = ("additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then",
           "unevaluatedItems", "unevaluatedProperties", "contentSchema")  # fmt: skip
_SCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "definitions", "$defs", "dependentSchemas")
_NEWER = frozenset({"$defs", "contentSchema", "dependentSchemas", "prefixItems", "unevaluatedItems",
                    "unevaluatedProperties"})  # fmt: skip
_LOOKED_PAST = {
    "draft4": _NEWER | {"contains", "else", "if", "propertyNames", "then"},
    **dict.fromkeys(("draft6", "draft7"), _NEWER),
}
"""What the metaschema of a dialect does not look into."""
_BOTH = frozenset({"additionalItems", "additionalProperties"})
"""What may be true or false in draft 4."""


def _metaschema(named: str, dialect: str) -> tuple[str, str] | None:
    document, fragment = urldefrag(named)
    return metaschema_named(document, dialect) if fragment in ("", "/") else None


def parts_of(schema: Mapping[str, Any]) -> Iterator[tuple[Pointer, Any]]:
    """The schemas in a schema, and where in it they are."""
    for key, said in schema.items():
        if key in _SCHEMA:
            if isinstance(said, list):
                yield from (((key, index), one) for index, one in enumerate(said))
            else:
                yield (key,), said
        elif key in _SCHEMAS and isinstance(said, list):
            yield from (((key, index), one) for index, one in enumerate(said))
        elif key in _NAMED and isinstance(said, dict):
            yield from (((key, name), one) for name, one in said.items())
        elif key == "dependencies" and isinstance(said, dict):
            yield from (((key, name), one) for name, one in said.items() if not isinstance(one, list))


# ----------------------------------------------------------------------------------------------------------- metaschema


def _text(said: Any) -> str | None:
    return None if isinstance(said, str) else "must be string"


def _switch(said: Any) -> str | None:
    return None if isinstance(said, bool) else "must be boolean"


def _number(said: Any) -> str | None:
    return None if is_number(said) else "must be number"


def _count(said: Any) -> str | None:
    return None if is_number(said) and said % 1 == 0 and said >= 0 else "must be an integer that is not negative"


def _divisor(said: Any) -> str | None:
    return None if is_number(said) and said > 0 else "must be a number greater than 0"


def _expression(said: Any) -> str | None:
    if not isinstance(said, str):
        return "must be string"
    return None if is_expression(said) else f"is no regular expression: {said}"


def _type(said: Any) -> str | None:
    names = said if isinstance(said, list) else [said]
    fine = names and all(isinstance(one, str) and one in TYPES for one in names) and twice(names) is None
    return None if fine else "must be a type, or a list of different ones"


def _texts(said: Any) -> str | None:
    fine = isinstance(said, list) and all(isinstance(one, str) for one in said) and twice(said) is None
    return None if fine else "must be a list of different texts"


def _list(said: Any) -> str | None:
    return None if isinstance(said, list) else "must be array"


def _map(said: Any) -> str | None:
    return None if isinstance(said, dict) else "must be object"


def _written(expression: str) -> Callable[[Any], str | None]:
    """A text of some form."""
    form = re.compile(expression)
    return lambda said: _text(said) or (None if form.fullmatch(said) else f"must match {expression}")


def _filled(check: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    return lambda said: check(said) or (None if said else "must not be empty")


def _distinct(said: Any) -> str | None:
    return _filled(_list)(said) or (None if twice(said) is None else "must not have duplicate items")


def _lists(said: Any) -> str | None:
    return _map(said) or next((found for found in map(_texts, said.values()) if found), None)


def _dependencies(said: Any) -> str | None:
    return _map(said) or _lists({name: one for name, one in said.items() if isinstance(one, list)})


def _anything(_: Any) -> str | None:
    return None


def _nothing(_: Any) -> str | None:
    """Of what the metaschema wants as a text, and the validator as true or false."""
    return "must not be there"


def _anchor(said: Any) -> str | None:
    return _NAME(said) if isinstance(said, str) else None


_NAME: Final = _written("[A-Za-z_][-A-Za-z0-9._]*")
_ALWAYS: dict[str, Callable[[Any], str | None]] = {
    **dict.fromkeys(("title", "description", "$schema", "$id", "$comment", "$ref"), _text),
    **dict.fromkeys(("maximum", "minimum"), _number),
    **dict.fromkeys(("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"), _count),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _filled(_list)),
    **dict.fromkeys(("properties", "patternProperties", "definitions"), _map),
    **dict.fromkeys(("$anchor", "$dynamicAnchor"), _anchor),
    "dependencies": _dependencies, "multipleOf": _divisor, "pattern": _expression, "uniqueItems": _switch,
    "type": _type,
}  # fmt: skip
_LATER: dict[str, Callable[[Any], str | None]] = {
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), _number),
    "required": _texts, "enum": _list, "examples": _list, "readOnly": _switch,
}  # fmt: skip
_NEWEST: dict[str, Callable[[Any], str | None]] = {
    **_LATER,
    **dict.fromkeys(("deprecated", "writeOnly"), _switch),
    **dict.fromkeys(("minContains", "maxContains"), _count),
    **dict.fromkeys(("$defs", "dependentSchemas"), _map),
    **dict.fromkeys(("format", "contentMediaType", "contentEncoding"), _text),
    "prefixItems": _filled(_list), "dependentRequired": _lists, "$id": _written("[^#]*#?"), "$vocabulary": _map,
}  # fmt: skip
_KEYWORDS: Final = {
    "draft4": {
        **_ALWAYS,
        **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), _switch),
        "required": _filled(_texts), "enum": _distinct, "id": _text, "$id": _anything,
    },
    "draft6": {**_ALWAYS, **_LATER, "format": _text},
    "draft7": {**_ALWAYS, **_LATER, **dict.fromkeys(("format", "contentEncoding", "contentMediaType"), _text)},
    "draft2019-09": {
        **_ALWAYS, **_NEWEST,
        "$anchor": _written("[A-Za-z][-A-Za-z0-9._]*"), "$dynamicAnchor": _NAME,
        "$recursiveRef": _text, "$recursiveAnchor": _switch,
    },
    "draft2020-12": {
        **_ALWAYS, **_NEWEST,
        **dict.fromkeys(("$anchor", "$dynamicAnchor"), _NAME),
        "$recursiveAnchor": _nothing,
        **dict.fromkeys(("$dynamicRef", "$recursiveRef"), _text),
    },
}  # fmt: skip


class Soundness:
    """Looks at the schemas of one dialect, and remembers what it found: for schemas that stay as they are."""

    def __init__(self, dialect: str, nullable: str) -> None:
        self._dialect = dialect
        self._keywords = _KEYWORDS[dialect]
        self._past = _LOOKED_PAST.get(dialect, frozenset())
        self._is_draft_4 = dialect == "draft4"
        self._is_newest = dialect in ("draft2019-09", "draft2020-12")
        self._lists = dialect != "draft2020-12"
        self._rules = {key for _, known in groups(dialect) for key in known} | {"nullable", "then", "else"}
        self._nullable = nullable
        self._known: dict[tuple[bool, int], tuple[Any, str | None]] = {}

    def check(self, root: Any) -> None:
        """Raises SchemaError where a schema cannot be used, MissingReference where a reference of it is to blame."""
        if not isinstance(root, dict | bool):
            raise SchemaError("schema must be object or boolean")
        named = root.get("$schema") if isinstance(root, dict) else None
        if named and isinstance(named, str) and _metaschema(named, self._dialect) is None:
            raise SchemaError(f'no metaschema of this dialect is named "{named}"')
        invalid = self._remembered(root, self._invalid, False)
        if invalid is not None:
            raise SchemaError(f"schema is invalid: {invalid}")
        broken = self._remembered(root, self._broken, True)
        if broken is not None and broken.startswith("#"):
            self._follow(root)
        elif broken is not None:
            raise SchemaError(broken)

    def _remembered(self, schema: Any, find: Callable[[Any], str | None], compiling: bool) -> str | None:
        known = self._known.get((compiling, id(schema)))
        if known is None:
            self._known[compiling, id(schema)] = schema, None  # before its parts: one may contain itself
            known = self._known[compiling, id(schema)] = schema, find(schema)
        return known[1]

    # ------------------------------------------------------------------------------------------------------- metaschema

    def _invalid(self, schema: Any) -> str | None:
        if not isinstance(schema, dict):
            return None if isinstance(schema, bool) and not self._is_draft_4 else "must be object"
        for key, check in self._keywords.items():
            if key in schema and (message := check(schema[key])):
                return f"{key} {message}"
        if self._is_draft_4:
            for key, other in (("exclusiveMaximum", "maximum"), ("exclusiveMinimum", "minimum")):
                if key in schema and other not in schema:
                    return f"must have property {other} when property {key} is present"
        return self._invalid_within(schema)

    def _invalid_within(self, schema: dict[str, Any]) -> str | None:
        items = schema.get("items")
        if isinstance(items, list) and not (items and self._lists):
            return "items must be a schema"
        for at, part in parts_of(schema):
            if at[0] in self._past or (self._is_draft_4 and at[0] in _BOTH and isinstance(part, bool)):
                continue
            message = self._remembered(part, self._invalid, False)
            if message is not None:
                return f"{format_pointer(at)} {message}"
        return None

    # -------------------------------------------------------------------------------------------------------- compiling

    def _broken(self, schema: Any) -> str | None:
        """Why a schema cannot be compiled. A text that begins with # names a reference, which may lead somewhere."""
        if not isinstance(schema, dict):
            return None if isinstance(schema, bool) else "schema must be object or boolean"
        if (message := self._broken_itself(schema)) is not None:
            return message
        for part in self._compiled(schema):
            message = self._remembered(part, self._broken, True)
            if message is not None:
                return message
        return None

    def _broken_itself(self, schema: dict[str, Any]) -> str | None:
        has_type, nullable = bool(schema.get("type")), schema.get(self._nullable)
        if nullable is False and "null" in schema.get("type", ()):
            return "type: null contradicts nullable: false"
        if nullable is not None and not has_type:
            return '"nullable" cannot be used without "type"'
        if nullable is not None and not isinstance(nullable, bool):
            return "nullable value must be boolean"
        if not isinstance(schema.get("format", ""), str):
            return "format value must be string"
        if not schema.get("enum", True):
            return "enum must have non-empty array"
        if not self._is_draft_4 and "id" in schema:
            return 'the keyword "id" is not supported, "$id" is'
        if self._is_newest:
            for key in ("$dynamicRef", "$recursiveRef"):
                if not str(schema.get(key, "#")).startswith("#"):
                    return f'"{key}" must begin with #'
        reference = schema.get("$ref")
        return f"#{reference}" if isinstance(reference, str) else None

    def _follow(self, root: Any) -> None:
        """Compiles a schema that has references."""
        waiting: list[Any] = [root]
        seen = set()
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            invalid = self._remembered(schema, self._invalid, False)
            if invalid is not None:  # where no metaschema looks
                raise SchemaError(f"schema is invalid: {invalid}")
            message = self._broken_itself(schema)
            if message is not None and not message.startswith("#"):
                raise SchemaError(message)
            if message is not None:
                try:
                    waiting.append(resolved(root, message[1:]))
                except (KeyError, IndexError):
                    raise MissingReference(message[1:]) from None
            waiting += reversed(list(self._compiled(schema)))

    def _compiled(self, schema: dict[str, Any]) -> Iterator[Any]:
        """The parts of a schema that are compiled with it: not those that nobody asks."""
        union = schema.get("anyOf")
        is_open = not self._is_newest and isinstance(union, list) and any(map(self._accepts_all, union))
        branches = {key for key in ("then", "else") if key in schema and not self._accepts_all(schema[key])}
        idle = set() if self._is_newest else {*_NEWER}
        idle |= {"definitions", "$defs", "contentSchema", *(["anyOf"] if is_open else ())}
        if "if" not in schema or not branches:
            idle |= {"if", "then", "else"}
        return (part for at, part in parts_of(schema) if at[0] not in idle)

    def _accepts_all(self, schema: Any) -> bool:
        return schema is True or (isinstance(schema, dict) and not schema.keys() & self._rules)
