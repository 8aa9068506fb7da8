"""Finds types that JSON Schema does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import schemas
from govkit.spec.openapi.survey import survey_of
from govkit.spec.schemas.reading import TYPES

_MEANT = {
    **dict.fromkeys(("int", "int32", "int64", "long", "short"), "`integer`"),
    **dict.fromkeys(("float", "double", "decimal", "numeric", "num"), "`number`"),
    **dict.fromkeys(("bool", "bit"), "`boolean`"),
    **dict.fromkeys(("str", "text", "char", "varchar"), "`string`"),
    **dict.fromkeys(("list", "set", "tuple"), "`array`"),
    **dict.fromkeys(("dict", "map", "hash", "json", "record"), "`object`"),
    **dict.fromkeys(("guid", "uuid"), "`string` with `format: uuid`"),
    "date": "`string` with `format: date`",
    **dict.fromkeys(("datetime", "date-time", "timestamp"), "`string` with `format: date-time`"),
    **dict.fromkeys(("file", "binary", "bytes"), "`string` with `format: binary`"),
    **dict.fromkeys(("any", "mixed", "unknown"), "a schema without `type`"),
}


def check(contract: Contract) -> Iterator[Problem]:
    """Every `type` with a name that JSON Schema does not define."""
    for document, pointer, schema in survey_of(contract).spots["schema"]:
        if "type" not in schema or (isinstance(schema["type"], str) and schema["type"] in TYPES):
            continue
        named = schema["type"]
        for name in named if isinstance(named, list) else [named]:
            if not (isinstance(name, str) and name in TYPES):
                yield Problem(document, (*pointer, "type"), _message(name))


def _message(name: Any) -> str:
    if name is None:
        return '`type` is null itself; the type of null is written "null", with quotes in YAML'
    if not isinstance(name, str):
        return f"`type` is {code(json.dumps(name, default=str))}, not the name of a type"
    meant = _MEANT.get(name.lower(), f"`{name.lower()}`" if name.lower() in TYPES else "")
    return f"there is no type {code(name)}{f'; {meant} is probably meant' if meant else ''}"


RULE = Rule(
    id="unknown-type",
    severity=Severity.WARNING,
    summary="Checks that every `type` is one that JSON Schema has.",
    rationale=(
        "Validators refuse such a schema or let every value pass, and generators stop or write `any`. JSON Schema "
        "knows null, boolean, integer, number, string, array and object."
    ),
    fix="Write the type that is meant; what narrows it (a date, a UUID, 32 bits) goes into `format`.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  properties:
                    count: {type: int}
            """),
            finds=("/components/schemas/Invoice/properties/count/type",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  properties:
                    type: {enum: [int, ext]}
                  default: {type: int}
            """),
            because="A property may be called `type`, and a default is data.",
        ),
    ),
)
