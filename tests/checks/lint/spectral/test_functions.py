"""The functions of rulesets: what they find, and which options they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.checks.lint.spectral.discovery import core_functions
from govkit.checks.lint.spectral.model import UNDEFINED, OptionsError, Report, Scene, Site
from govkit.spec.documents import Document, Library, MemoryFiles, Pointer


class Linted:
    """A document as functions see it."""

    def __init__(self, text: str = "{}", formats: frozenset[str] = frozenset(), **others: str) -> None:
        files = {"api.yaml": text.encode()} | {f"{name}.yaml": other.encode() for name, other in others.items()}
        self.library = Library(MemoryFiles(files))
        self.document = self.library.open("api.yaml")
        for name in others:
            self.library.open(f"{name}.yaml")
        self.formats = formats

    @property
    def resolved(self) -> Any:
        return self.document.tree

    def source(self, way: Pointer, *, resolved: bool) -> tuple[Document, Pointer]:
        return self.document, way


def found(name: str, options: Any, value: Any, linted: Linted | None = None) -> list[Report]:
    scene = Scene(linted or Linted(), True, Site(value, ("x",)), ("x",))
    return list(core_functions()[name].compile(options)(value, scene))


def test_every_function_of_rulesets_is_there() -> None:
    assert set(core_functions()) >= {
        "alphabetical", "casing", "defined", "enumeration", "falsy", "length", "or", "pattern", "truthy", "typedEnum",
        "undefined", "unreferencedReusableObject", "xor",
    }  # fmt: skip


EMPTY: list[Any] = [UNDEFINED, None, False, 0, 0.0, "", float("nan")]
FULL: list[Any] = [True, 1, "x", [], {}, " "]


@pytest.mark.parametrize("value", EMPTY)
def test_what_is_empty_is_falsy(value: Any) -> None:
    assert found("truthy", None, value)
    assert not found("falsy", None, value)


@pytest.mark.parametrize("value", FULL)
def test_containers_are_truthy_even_where_nothing_is_in_them(value: Any) -> None:
    assert not found("truthy", None, value)
    assert found("falsy", None, value)


def test_null_is_defined() -> None:
    assert not found("defined", None, None)
    assert found("undefined", None, None)
    assert found("defined", None, UNDEFINED)
    assert not found("undefined", None, UNDEFINED)


@pytest.mark.parametrize(
    ("options", "value", "number"),
    [
        ({"match": "^a"}, "abc", 0),
        ({"match": "^a"}, "bc", 1),
        ({"match": "/^A/i"}, "abc", 0),
        ({"notMatch": "/v\\d/"}, "v1", 1),
        ({"match": "^a", "notMatch": "b$"}, "cb", 2),
        ({"match": "^a"}, 5, 0),
        ({"match": "^a"}, UNDEFINED, 0),
        ({"match": "/a/b"}, "/a/b", "flag"),
        ({"match": "/a/"}, "bab", 0),
        ({"match": "/"}, "a/b", 0),
        ({"match": "[a"}, "a", "class"),
    ],
)
def test_patterns_are_those_of_javascript_with_or_without_slashes(options: Any, value: Any, number: int | str) -> None:
    if isinstance(number, str):
        with pytest.raises(OptionsError, match=number) as raised:
            found("pattern", options, value)
        assert raised.value.at == ("match",)
    else:
        assert len(found("pattern", options, value)) == number


def test_a_search_without_end_is_told_and_not_passed_over() -> None:
    endless = r"^(?=a)(?:(a|aa)+)+\1c$"
    assert found("pattern", {"match": endless}, "a" * 200)
    assert found("pattern", {"notMatch": endless}, "a" * 200)


CASES = {
    "flat": ({"abc", "a1"}, {"Abc", "a-b", "1a"}),
    "camel": ({"abc", "aBc", "abC", "a1B2"}, {"Abc", "aBC", "a_b"}),
    "pascal": ({"Abc", "AbC", "A1b"}, {"abc", "ABC", "A-b"}),
    "kebab": ({"a-b", "abc", "a1-2b"}, {"a--b", "-a", "a-B"}),
    "cobol": ({"A-B", "ABC"}, {"a-b", "A--B"}),
    "snake": ({"a_b", "abc"}, {"a__b", "_a", "aB"}),
    "macro": ({"A_B", "ABC"}, {"a_b", "A-B"}),
}


@pytest.mark.parametrize("kind", CASES)
def test_names_are_in_the_case_that_is_asked_for(kind: str) -> None:
    right, wrong = CASES[kind]
    assert {value for value in right | wrong if found("casing", {"type": kind}, value)} == wrong


def test_digits_and_separators_change_what_a_case_is() -> None:
    assert found("casing", {"type": "camel", "disallowDigits": True}, "a1")
    separated = {"type": "pascal", "separator": {"char": "-"}}
    assert not found("casing", separated, "Abc-Def")
    assert found("casing", separated, "-Abc")
    leading = {"type": "camel", "separator": {"char": "/", "allowLeading": True}}
    assert not found("casing", leading, "/abc/dEf")
    assert not found("casing", leading, "/")
    assert not found("casing", leading, "")
    assert not found("casing", {"type": "flat", "separator": {"char": "]"}}, "a]b")
    assert not found("casing", {"type": "flat", "separator": {"char": "", "allowLeading": True}}, "ab")


@pytest.mark.parametrize(
    ("value", "is_wrong"),
    [
        ("a", False),
        ("b", True),
        (1, False),
        (1.0, False),
        (True, True),
        (None, False),
        (2, True),
        ([], False),
        ({}, False),
    ],
)
def test_only_values_without_parts_are_enumerated(value: Any, is_wrong: bool) -> None:
    assert bool(found("enumeration", {"values": ["a", 1, None]}, value)) is is_wrong
    assert not found("enumeration", {"values": ["a"]}, UNDEFINED)


@pytest.mark.parametrize(
    ("value", "is_wrong"),
    [
        ("abc", False),
        ("abcd", True),
        ("😀😀", True),
        ([1], True),
        ([1, 2], False),
        ({}, True),
        (2.5, False),
        (7, True),
        (True, False),
        (None, False),
    ],
)
def test_length_is_that_of_texts_lists_and_objects_and_the_value_of_numbers(value: Any, is_wrong: bool) -> None:
    assert bool(found("length", {"min": 2, "max": 3}, value)) is is_wrong


@pytest.mark.parametrize(
    ("value", "way"),
    [
        (["a", "B", "c"], None),
        (["b", "a"], ("x", 0)),
        (["a", "_a"], ("x", 0)),
        (["e", "é", "f"], None),
        (["ab", "a-b"], ("x", 0)),
        ([1, 3, 2], ("x", 1)),
        ([1, 1.5, 1], None),
        (["a", "1"], None),
        (["1", "a"], None),
        (["A", "a"], ("x", 0)),
        ({"b": 1, "a": 2}, ("x", "b")),
        ([True, False], None),
    ],
)
def test_order_is_that_of_the_unicode_collation_algorithm(value: Any, way: Pointer | None) -> None:
    assert [one.way for one in found("alphabetical", None, value) if one.way] == ([way] if way else [])


def test_objects_are_in_order_by_a_member() -> None:
    by_name = {"keyedBy": "name"}
    assert not found("alphabetical", by_name, [{"name": "a"}, {"name": "b"}])
    assert found("alphabetical", by_name, [{"name": "b"}, {"name": "a"}])
    assert found("alphabetical", by_name, [{"name": "b"}, {}])
    assert found("alphabetical", by_name, ["a", "b"])
    assert not found("alphabetical", by_name, [{}])


def test_xor_wants_one_member_and_or_wants_any() -> None:
    options = {"properties": ["a", "b", "c"]}
    assert not found("xor", options, {"a": None})
    assert found("xor", options, {"a": 1, "b": 2})
    assert found("xor", options, {})
    assert found("or", options, {"d": 1})
    assert not found("or", options, {"a": 1, "b": 2})
    assert not found("xor", options, ["a", "b"])


def test_values_of_an_enum_are_of_its_type() -> None:
    schema = {"type": "integer", "enum": [1, 1.5, "1", None], "nullable": True}
    assert [one.way for one in found("typedEnum", None, schema)] == [
        ("x", "enum", 1),
        ("x", "enum", 2),
        ("x", "enum", 3),
    ]
    nullable = Linted(formats=frozenset({"oas3", "oas3_0"}))
    assert [one.way for one in found("typedEnum", None, schema, nullable)] == [("x", "enum", 1), ("x", "enum", 2)]
    assert not found("typedEnum", None, {"enum": [1]})
    assert not found("typedEnum", None, {"type": "number", "enum": [1, 1.5]})


REUSED = """
a: {$ref: '#/parts/One'}
b: [{x-any: {$ref: 'other.yaml#/c'}}]
parts:
  One: {self: {$ref: '#/parts/One'}}
  Self: {inside: {$ref: '#/parts/Self'}}
  a/b: {}
  Far: {}
  Inner: {properties: {}}
c: {$ref: '#/parts/Inner/properties'}
d: {$ref: '#/parts/a~1b'}
"""


def test_an_object_that_only_it_itself_refers_to_is_not_used() -> None:
    linted = Linted(REUSED, other="c: {$ref: 'api.yaml#/parts/Far'}")
    options = {"reusableObjectsLocation": "#/parts"}
    reports = found("unreferencedReusableObject", options, linted.document.tree["parts"], linted)
    assert [one.way for one in reports] == [("parts", "Self"), ("parts", "Inner")]


WRONG: list[tuple[str, Any, Pointer]] = [
    ("truthy", {}, ()),
    ("pattern", None, ()),
    ("pattern", {}, ()),
    ("pattern", {"match": 5}, ("match",)),
    ("pattern", {"matches": "a"}, ("matches",)),
    ("casing", {"type": "upper"}, ("type",)),
    ("casing", {}, ()),
    ("casing", {"type": "flat", "disallowDigits": "no"}, ("disallowDigits",)),
    ("casing", {"type": "flat", "separator": {}}, ("separator",)),
    ("casing", {"type": "flat", "separator": {"char": "--"}}, ("separator", "char")),
    ("enumeration", {"values": "a"}, ("values",)),
    ("enumeration", {"values": [[]]}, ("values",)),
    ("length", {"min": "1"}, ("min",)),
    ("length", {}, ()),
    ("alphabetical", {"keyedBy": 1}, ("keyedBy",)),
    ("alphabetical", {"by": "a"}, ("by",)),
    ("xor", {"properties": ["a"]}, ("properties",)),
    ("or", {"properties": "ab"}, ("properties",)),
    ("typedEnum", {"a": 1}, ()),
    ("unreferencedReusableObject", {"reusableObjectsLocation": "components"}, ("reusableObjectsLocation",)),
]


@pytest.mark.parametrize(("name", "options", "at"), WRONG)
def test_options_that_a_function_does_not_take_are_refused_at_their_place(name: str, options: Any, at: Pointer) -> None:
    with pytest.raises(OptionsError) as raised:
        core_functions()[name].compile(options)
    assert raised.value.at == at
