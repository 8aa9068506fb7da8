"""What is no JSON Schema, told with its place; and what is one, however odd."""

from __future__ import annotations

import time
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it has no types

from govkit.spec.schemas.mistakes import KEYWORDS, mistakes


@pytest.mark.parametrize(
    ("schema", "pointer", "says"),
    [
        ({"type": "strnig"}, ("type",), 'there is no type "strnig" (did you mean `string`?)'),
        ({"type": ["string", 3]}, ("type",), "there is no type 3 (the types are null, boolean,"),
        ({"type": ["string", "string"]}, ("type",), "`type` is one type, or a list of different ones"),
        ({"type": []}, ("type",), "`type` is one type"),
        ({"pattern": "("}, ("pattern",), 'the pattern "(" is no regular expression (write one of ECMA-262)'),
        ({"pattern": "(?P<year>[0-9]+)"}, ("pattern",), "is no regular expression"),
        ({"patternProperties": {"[": {}}}, ("patternProperties",), 'the pattern "[" is no regular expression'),
        ({"maxLength": -1}, ("maxLength",), "-1 is less than the minimum"),
        ({"minimum": "1"}, ("minimum",), "is not of type"),
        ({"required": "id"}, ("required",), "is not of type"),
        ({"enum": 3}, ("enum",), "is not of type"),
        ({"properties": {"a": 3}}, ("properties", "a"), "is not of types"),
        ({"allOf": []}, ("allOf",), "less than 1 item"),
        ({"items": [{}]}, ("items",), "is not of types"),
        ({"$ref": 3}, ("$ref",), "is not of type"),
        ({"maximun": 3}, ("maximun",), "JSON Schema has no keyword `maximun` (did you mean `maximum`?)"),
        ({"nullable": True}, ("nullable",), "no keyword `nullable` (a name of your own begins with `x-`)"),
        ({"properties": {"a": {"items": {"tpye": "string"}}}}, ("properties", "a", "items", "tpye"), "`type`?"),
        ({"oneOf": [{}, {"not": {"typ": "null"}}]}, ("oneOf", 1, "not", "typ"), "`type`?"),
    ],
)
def test_what_is_no_schema_is_told_with_its_place(schema: Any, pointer: tuple[str | int, ...], says: str) -> None:
    (found,) = mistakes(schema)
    assert found.pointer == pointer
    assert says in f"{found.message} ({found.hint})"


@pytest.mark.parametrize(
    "schema",
    [
        {},
        True,
        {"$ref": "../specs/a.yaml#/b", "description": "Elsewhere."},
        {"type": ["string", "null"], "pattern": r"^\p{L}+(?<year>[0-9])\k<year>$", "x-mine": {"tpye": 1}},
        {"properties": {"tpye": {"type": "string"}, "maximun": True}, "required": ["tpye"]},
        {"enum": [{"tpye": 1}], "default": {"maximun": 1}, "examples": [{"tpye": 1}], "const": {"minium": 1}},
        {"$defs": {"a": {"dependentSchemas": {"tpye": {}}}}, "discriminator": {"propertyName": "a"}},
    ],
)
def test_what_is_a_schema_is_left_alone(schema: Any) -> None:
    assert mistakes(schema) == []


def test_every_keyword_of_the_metaschema_is_known() -> None:
    """What a vocabulary defines must not be taken for a mistake."""
    meta = "https://json-schema.org/draft/2020-12/meta/"
    names = ("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")
    defined = {key for name in names for key in REGISTRY.contents(f"{meta}{name}")["properties"]}
    assert len(defined) > 50
    assert defined <= KEYWORDS


def test_of_many_mistakes_twenty_are_told_in_bounded_time() -> None:
    deep: Any = {"typ": "string"}
    for number in range(300):
        deep = {"properties": {str(index): deep if index == 0 else {"typ": 1} for index in range(3)}, "typ": number}
    start = time.process_time()
    assert len(mistakes(deep)) == 20
    assert time.process_time() - start < 5
