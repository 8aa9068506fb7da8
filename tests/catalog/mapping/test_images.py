"""When there is nothing that a declaration makes: ways, each with the gaps that must be filled for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import ACTIVE, api, entity, entry, file
from govkit.catalog.mapping.check import checked
from govkit.catalog.mapping.facts import MayLack
from govkit.catalog.mapping.images import Image, all_of, any_of
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.options import Options
from govkit.spec.documents import Library
from govkit.spec.schemas.fit import Fitting

GAPS = st.frozensets(st.sampled_from([("a",), ("b",), ("c",)]))
IMAGES = st.lists(
    st.lists(GAPS, min_size=1, max_size=3).map(lambda ways: Image((), tuple(ways))), min_size=1, max_size=3
)


def is_there(image: Image, filled: frozenset[tuple[str, ...]]) -> bool:
    return any(way <= filled for way in image.ways)


@given(IMAGES, GAPS)
def test_ways_of_several_are_there_where_any_or_all_are(
    images: list[Image], filled: frozenset[tuple[str, ...]]
) -> None:
    assert is_there(Image((), any_of(images)), filled) is any(is_there(one, filled) for one in images)
    assert is_there(Image((), all_of(images)), filled) is all(is_there(one, filled) for one in images)


def test_of_too_many_ways_the_one_that_needs_all_is_left() -> None:
    many = [Image((), tuple(frozenset({(f"{n}{k}",)}) for k in range(5))) for n in range(3)]
    (way,) = all_of(many)
    assert len(way) == 15


def lacks(fields: Mapping[str, Any], properties: Mapping[str, Any], required: tuple[str, ...] = ()) -> list[MayLack]:
    """Where a required `name` may lack, of a mapping of some fields of the API."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    document = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "components": {"schemas": {"C": schema}}}
    canonical = {"type": "object", "properties": {"name": {}, "n": {}}, "required": ["name"]}
    estate = load_text(
        entity("fields: {}")
        + api(ACTIVE)
        + file("catalog/entities/customer.schema.json", json.dumps(canonical))
        + file("specs/billing.yaml", json.dumps(document))
        + entry(
            "Mapping",
            "m",
            f"owner: r\nentity: customer\napi: billing@1.0.0\nschema: C\ndirection: in\nfields: {json.dumps(fields)}",
        )
    )
    assert not estate.problems
    library = Library(estate.files)
    contract = contract_of(library, library.open("specs/billing.yaml"), Options())
    return [one for one in checked(estate, estate.mappings["m"], contract, Fitting()).facts if isinstance(one, MayLack)]


TEXT = {"type": "string"}
LISTED = {"enum": ["known", "unknown"]}
MAP = {"map": {"known": "known", "unknown": None}, "from": "a"}


@pytest.mark.parametrize(
    ("declared", "properties", "required", "gap", "record"),
    [
        ({"first": ["a", "b"]}, {"a": TEXT, "b": TEXT}, (), "a` and `b", {}),
        ({"list": ["a", "b"]}, {"a": TEXT, "b": TEXT}, (), "a` and `b", {}),
        ({"fields": {"x": "a", "y": "b"}}, {"a": TEXT, "b": TEXT}, (), "a` and `b", {}),
        ({"first": [MAP, "b"]}, {"a": LISTED, "b": TEXT}, ("a",), "a` and `b", {"a": "unknown"}),
        ({"with": "joined", "from": ["a", "b"]}, {"a": TEXT, "b": TEXT}, ("a",), "b", {"a": "a"}),
    ],
    ids=["first", "list", "object", "map", "function"],
)
def test_what_may_all_lack_may_lack_together(
    declared: Any, properties: dict[str, Any], required: tuple[str, ...], gap: str, record: Any
) -> None:
    (fact,) = lacks({"name": declared}, properties, required)
    assert (fact.target, fact.gap, fact.record) == ("name", gap, record)


@pytest.mark.parametrize("declared", [{"first": ["a", "b"]}, {"list": ["a", "b"]}, {"fields": {"x": "a", "y": "b"}}])
def test_one_that_is_always_there_is_enough(declared: Any) -> None:
    assert lacks({"name": declared}, {"a": TEXT, "b": TEXT}, ("b",)) == []
