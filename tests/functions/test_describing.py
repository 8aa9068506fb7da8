"""Schemas of types: what each comes to, and which have none."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, NotRequired, Required, TypedDict

import pytest

from govkit.functions import Schema, SchemaOf
from govkit.functions.describing import Describing, Undescribed
from govkit.spec.schemas.validators import Validator


class Leaf(TypedDict):
    """A leaf, as trees
    have them.

    More than anybody needs to know.
    """

    name: str
    note: NotRequired[Annotated[str | None, "What people say of it."]]


class Partly(TypedDict, total=False):
    """Some of it."""

    at: Required[int]
    more: str


class Tree(TypedDict):
    """Leads to itself."""

    children: list[Tree]


@SchemaOf("billing@3.0.0", "Price")
class Price(TypedDict):
    """Of somebody else."""

    id: str


class Special(Price):
    """Has members of its own, so that it is no schema of somebody else's."""

    until: str


def another_leaf() -> Any:
    """A type that bears the name of another."""

    class Leaf(TypedDict):
        name: str

    return Leaf


def described(hint: Any) -> tuple[Any, dict[str, Any]]:
    describing = Describing(lambda said: f"../{said.api}.yaml#/{said.schema}")
    return describing.of(hint), describing.schemas


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, {"type": "string"}),
        (bool, {"type": "boolean"}),
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (None | str, {"type": ["null", "string"]}),
        (str | None, {"type": ["string", "null"]}),
        (Any, {}),
        (dict, {"type": "object"}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (list[list[int]], {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}),
        (Literal["a", "b"], {"enum": ["a", "b"]}),
        (Literal["a"] | None, {"anyOf": [{"enum": ["a"]}, {"type": "null"}]}),
        (Price, {"$ref": "../billing@3.0.0.yaml#/Price"}),
        (list[Price], {"type": "array", "items": {"$ref": "../billing@3.0.0.yaml#/Price"}}),
        (Annotated[str, SchemaOf("crm@4.2.0", "Id")], {"$ref": "../crm@4.2.0.yaml#/Id"}),
        (
            Annotated[list[str], "Some of them.", Schema(maxItems=2)],
            {"type": "array", "description": "Some of them.", "items": {"type": "string"}, "maxItems": 2},
        ),
    ],
)
def test_a_type_has_its_schema(hint: Any, schema: Any) -> None:
    assert described(hint) == (schema, {})


def test_a_typed_dict_is_a_closed_object_of_its_own_name() -> None:
    found, schemas = described(list[Leaf])
    assert found == {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}}
    assert schemas == {
        "Leaf": {
            "type": "object",
            "description": "A leaf, as trees have them.",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "note": {"type": ["string", "null"], "description": "What people say of it."},
            },
        }
    }


def test_what_may_lack_is_told_where_annotations_are_texts() -> None:
    assert described(Partly)[1]["Partly"]["required"] == ["at"]


def test_a_type_may_lead_to_itself() -> None:
    assert described(Tree)[1]["Tree"]["properties"]["children"]["items"] == {"$ref": "#/components/schemas/Tree"}


def test_a_type_that_adds_to_that_of_another_api_is_one_of_its_own() -> None:
    found, schemas = described(Special)
    assert found == {"$ref": "#/components/schemas/Special"}
    assert list(schemas["Special"]["properties"]) == ["id", "until"]


@pytest.mark.parametrize("hint", [datetime.date, Decimal, bytes, set[str], dict[int, str], object, "Leaf"])
def test_a_type_that_json_does_not_have_is_refused(hint: Any) -> None:
    with pytest.raises(Undescribed, match="no value of JSON"):
        described(hint)


def test_two_types_of_one_name_are_refused() -> None:
    describing = Describing(lambda said: "")
    other = another_leaf()
    describing.of(Leaf)
    describing.of(Leaf)
    with pytest.raises(Undescribed, match="two types `Leaf`"):
        describing.of(other)


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (str | None, ["a", None], [1]),
        (Literal["a", 1], ["a", 1], ["b"]),
        (dict[str, list[int]], [{}, {"a": [1]}], [{"a": [""]}, []]),
        (Annotated[int, Schema(minimum=1)], [1], [0, "1"]),
    ],
)
def test_a_schema_takes_what_the_type_does(hint: Any, good: list[Any], bad: list[Any]) -> None:
    validator = Validator(described(hint)[0])
    assert [validator.accepts(one) for one in good + bad] == [True] * len(good) + [False] * len(bad)
