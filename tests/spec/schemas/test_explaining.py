"""Why a value is refused: the same reasons as the validator's own list, in bounded time where that has none."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.schemas.explaining import Explaining, compiled, explodes
from govkit.spec.schemas.validators import Validator

_CHAIN: dict[str, Any] = {
    "type": "object",
    "properties": {"next": {"$ref": "#/$defs/Chain"}, "end": {"type": "integer"}},
}
_FORKED: dict[str, Any] = {
    "$defs": {
        "Chain": {
            "type": "object",
            "properties": {"end": {"type": "integer"}},
            "anyOf": [
                {"properties": {"next": {"$ref": "#/$defs/Chain"}}},
                {"properties": {"next": {"$ref": "#/$defs/Chain"}}, "required": ["other"]},
            ],
        }
    },
    "$ref": "#/$defs/Chain",
}

_leaves = st.sampled_from(
    [
        True, False, {"type": "string", "maxLength": 2}, {"type": ["integer", "null"], "minimum": 3},
        {"enum": ["a", 1]}, {"type": "string", "pattern": "^b"}, {"$ref": "#/$defs/Chain"}, {"not": {"type": "string"}},
        {"type": "string", "format": "date"}, {"minProperties": 1}, {"propertyNames": {"maxLength": 1}},
    ]
)  # fmt: skip
_NAMES = st.sampled_from(["a", "bb", "next", "end", "c"])


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries(
            {"properties": st.dictionaries(_NAMES, inner, max_size=3)},
            optional={
                "required": st.lists(_NAMES, max_size=2, unique=True),
                "additionalProperties": inner,
                "patternProperties": st.dictionaries(st.sampled_from(["^b", "n"]), inner, max_size=2),
            },
        ),
        st.fixed_dictionaries(
            {"items": inner}, optional={"prefixItems": several, "uniqueItems": st.just(True), "contains": inner}
        ),
        st.fixed_dictionaries({"allOf": several}),
        st.fixed_dictionaries({"anyOf": several}),
        st.fixed_dictionaries({"oneOf": several}, optional={"type": st.just("object")}),
        st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner}),
        st.fixed_dictionaries({"allOf": several, "unevaluatedProperties": st.just(False)}),
    )


_SCHEMAS = st.recursive(_leaves, _grown, max_leaves=8).map(
    lambda drawn: {"$defs": {"Chain": _CHAIN}, **(drawn if isinstance(drawn, dict) else {"allOf": [drawn]})}
)
_VALUES = st.recursive(
    st.sampled_from(["a", "bb", "ccc", 1, 5, None, "2020-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(_SCHEMAS, _VALUES)
def test_there_are_reasons_exactly_where_a_value_is_refused(schema: dict[str, Any], value: Any) -> None:
    found = list(Explaining(schema).refusals(value))
    assert (found == []) == compiled(schema).is_valid(value)
    for one in found:
        place = value
        for step in one.path:
            place = place[step]


_PLAIN = frozenset({"type", "required", "maxLength", "minimum", "enum", "pattern"})


@given(_SCHEMAS, _VALUES)
def test_what_no_union_decides_has_the_reasons_that_the_validator_lists(schema: dict[str, Any], value: Any) -> None:
    """Its words too."""
    listed = {
        (str(one.schema_path[-1]), tuple(one.instance_path), one.message)
        for one in compiled(schema).iter_errors(value)
        if one.schema_path and str(one.schema_path[-1]) in _PLAIN
    }
    found = {(one.keyword, one.path, one.message) for one in Explaining(schema).refusals(value)}
    assert listed <= found


def test_a_union_that_leads_back_to_itself_is_explained_in_no_time() -> None:
    value: Any = {"end": "x"}
    for _ in range(90):
        value = {"next": value, "other": 1}
    validator = Validator(_FORKED)
    begun = time.monotonic()
    assert [(one.keyword, one.path) for one in validator.refusals(value)] == [("anyOf", ())]
    assert time.monotonic() - begun < 1


def test_the_first_reasons_of_a_million_are_found_without_the_others() -> None:
    validator = Validator({"type": "array", "items": {"type": "integer"}})
    begun = time.monotonic()
    found = validator.refusals(["x"] * 1_000_000)
    assert [one.path for one in found] == [(index,) for index in range(20)]
    assert found[0].message == '"x" is not of type "integer"'
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "pattern", [r"^(a+)+\1$", r"^(?=((a|aa)+)+$)a*b$", r"^((a|aa)+)+$(?<!b)", "^(a+)+$", r"^(?:(a|aa)+\1?)+b$"]
)
def test_a_pattern_that_goes_back_and_forth_is_given_up(pattern: str) -> None:
    validator = Validator({"type": "string", "pattern": pattern})
    begun = time.monotonic()
    for length in (30, 1_000, 100_000, 1_000_000):
        assert len(validator.refusals("a" * length + "!")) == 1
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (_FORKED, True),
        ({"$defs": {"Chain": _CHAIN}, "$ref": "#/$defs/Chain"}, False),
        ({"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"oneOf": [{}, {}]}}}]}, False),
        (
            {
                "$defs": {"A": {"items": {"$ref": "#/$defs/B"}}, "B": {"oneOf": [{"contains": {"$ref": "#/$defs/A"}}]}},
                "$ref": "#/$defs/A",
            },
            True,
        ),
    ],
)  # fmt: skip
def test_only_unions_that_contain_themselves_explode(schema: dict[str, Any], expected: bool) -> None:
    assert explodes(schema) is expected


def test_unions_that_stand_in_each_other_explode_without_a_circle() -> None:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(12):
        schema = {"anyOf": [{"properties": {"a": schema}}, {"properties": {"a": schema}, "required": ["b"]}]}
    assert explodes(schema)
