"""Whether what schemathesis sends as good data is good by a reading that is neither its own nor that of the mock."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
from schemathesis.core import NOT_SET

SCALARS = frozenset({"string", "integer", "number", "boolean"})


def misfits(case: Any) -> bool:
    """Whether a part of the request does not fit its schema: a text without its pattern, an empty text for a date.

    Where schemathesis varies one parameter at a time, or finds no value for a pattern, the others are at times such.
    To refuse them is right, so its check says nothing of the mock.
    """
    return any(not _fits(declared, value) for declared, value in _parts(case))


def _parts(case: Any) -> Iterator[tuple[Any, Any]]:
    operation = case.operation
    places: tuple[tuple[Any, Mapping[str, Any] | None], ...] = (
        (operation.path_parameters, case.path_parameters),
        (operation.query, case.query),
        (operation.headers, case.headers),
        (operation.cookies, case.cookies),
    )
    for declared, values in places:
        for one in declared:
            if values and one.name in values:
                yield one, values[one.name]
    for one in operation.body:
        if one.media_type == case.media_type and case.body is not NOT_SET:
            yield one, case.body


def _fits(declared: Any, value: Any) -> bool:
    """Whether a value fits as it stands or, where it is written into a text, as it is read from that."""
    if isinstance(value, bytes) or (isinstance(value, str) and not _is_scalar(declared.validation_schema)):
        return True  # Written in a style or an encoding: not read here.
    legacy = declared.adapter.jsonschema_validator_cls.__name__ == "Draft4Validator"
    kind = jsonschema.Draft4Validator if legacy else jsonschema.Draft202012Validator
    validator = kind(declared.validation_schema, format_checker=kind.FORMAT_CHECKER)
    return any(validator.is_valid(one) for one in _readings(value))


def _readings(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, str):
        try:
            yield json.loads(value)
        except ValueError:
            return


def _is_scalar(schema: Any) -> bool:
    """Whether a schema says outright that it is of a scalar."""
    named = schema
    while isinstance(named, dict) and "$ref" in named:
        named = _at(schema, str(named["$ref"]))
    kinds = named.get("type", []) if isinstance(named, dict) else []
    return bool(kinds) and SCALARS.issuperset([kinds] if isinstance(kinds, str) else kinds)


def _at(schema: Any, pointer: str) -> Any:
    for step in pointer.removeprefix("#/").split("/"):
        schema = schema[step]
    return schema
