"""Laws of mappings: what is proved holds for every record that is drawn, and what is refuted is shown by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from govkit.catalog.entries import MappingSpec
from govkit.catalog.entries.estate import load_text
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.check import checked
from govkit.catalog.mapping.compiled import Transform
from govkit.catalog.mapping.facts import MayLack, Open, Refused, Unread
from govkit.catalog.mapping.rules._samples import mapped
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.validators import Validator

SCALARS = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "maxLength": 3},
        {"type": "string", "minLength": 1, "maxLength": 5},
        {"type": "string", "pattern": "^[a-c]{1,4}$"},
        {"type": "string", "pattern": "^[a-z]{1,3}$"},
        {"type": ["string", "null"], "maxLength": 4},
        {"type": "string", "enum": ["a", "b", "c"]},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "integer"},
        {"type": "integer", "minimum": 0, "maximum": 9},
        {"type": "integer", "minimum": -5, "maximum": 99},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
    ]
)
NAMES = ("one", "two", "three")
TEXTS = ["", "a", "b", "c", "ab", "abc", "abcd", "zz", "Z", "aaaaa", "2024-01-31", "2024-01-31T12:00:00Z", "é" * 6]
NUMBERS = [0, 1, 9, 10, -5, -6, 99, 100, 0.5, 1e9, 2**40]


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """A closed object of up to three members, some of them required, one perhaps a list or an object."""
    properties: dict[str, Any] = {name: draw(SCALARS) for name in NAMES}
    shape = draw(st.sampled_from(["plain", "list", "object"]))
    if shape == "list":
        item = {"type": "object", "properties": {"in": draw(SCALARS)}, "required": draw(st.sampled_from([[], ["in"]]))}
        properties["two"] = {"type": "array", "items": {**item, "additionalProperties": False}}
        properties["two"] |= draw(st.sampled_from([{}, {"maxItems": 2}, {"minItems": 1}]))
    elif shape == "object":
        inner = {"in": draw(SCALARS)}
        required = draw(st.sampled_from([[], ["in"]]))
        properties["two"] = {"type": "object", "properties": inner, "required": required, "additionalProperties": False}
    required = draw(st.lists(st.sampled_from(NAMES), unique=True))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


@st.composite
def near(draw: st.DrawFn, source: dict[str, Any]) -> dict[str, Any]:
    """A target like a source but for one member."""
    name = draw(st.sampled_from(NAMES))
    changed = source["properties"]
    if kind(changed[name]) == "plain":
        changed = {**changed, name: draw(SCALARS)}
    required = draw(st.sampled_from([source["required"], source["required"][1:], [*source["required"], name]]))
    return {**source, "properties": changed, "required": list(dict.fromkeys(required))}


def kind(schema: dict[str, Any]) -> str:
    """Whether a member is a list, an object or a scalar."""
    return {"array": "list", "object": "object"}.get(str(schema.get("type")), "plain")


def declared(
    source: dict[str, Any], target: dict[str, Any], draw: Callable[[st.SearchStrategy[Any]], Any]
) -> dict[str, Any]:
    """A mapping of each member of the target, made of the source's of the same name or another's."""
    fields: dict[str, Any] = {}
    for name, schema in target["properties"].items():
        if kind(schema) != kind(source["properties"][name]):
            continue
        if kind(schema) == "list":
            fields[name] = {"each": name, "fields": {"in": "in"}}
        elif kind(schema) == "object":
            fields[name] = draw(st.sampled_from([name, {"in": name, "fields": {"in": "in"}}]))
        else:
            other = (
                name
                if kind(source["properties"][name]) == "plain" and draw(st.booleans())
                else draw(st.sampled_from([one for one in NAMES if kind(source["properties"][one]) == "plain"]))
            )
            forms = [
                name,
                other,
                {"from": other, "default": "a"},
                {"map": {"a": "a", "b": "b", "c": "a"}, "from": other},
            ]
            fields[name] = draw(st.sampled_from(forms))
    return fields


def value(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that may or may not be allowed by a scalar schema: the validator decides."""
    if "enum" in schema:
        return st.sampled_from([*schema["enum"], *TEXTS[:6]])
    return st.one_of(st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.booleans(), st.none())


def records(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Records near a schema."""
    members: dict[str, st.SearchStrategy[Any]] = {}
    for name, member in schema["properties"].items():
        if kind(member) == "list":
            inner = records(member["items"])
            members[name] = st.lists(inner, max_size=3)
        elif kind(member) == "object":
            members[name] = records(member)
        else:
            members[name] = value(member)
    required = {name: members[name] for name in members if name in schema["required"]}
    return st.fixed_dictionaries(
        required, optional={name: one for name, one in members.items() if name not in required}
    )


@given(st.data())
def test_a_mapping_without_a_finding_maps_every_record_into_its_target(data: st.DataObject) -> None:
    source = data.draw(objects())
    target = data.draw(st.one_of(objects(), near(source)))
    fields = declared(source, target, data.draw)
    text = mapped(f"fields: {json.dumps(fields)}", json.dumps(source), json.dumps(target))
    estate = load_text(text)
    estate.refuse_problems()
    (mapping,) = estate.mappings.values()
    library = Library(estate.files)
    found = checked(estate, mapping, Contract(library, library.open("specs/billing.yaml")), Fitting()).facts
    stopping = [fact for fact in found if not isinstance(fact, Unread)]
    sends, takes = Validator(source), Validator(target)
    transform = Transform(mapping.spec.fields)
    for fact in found:
        if isinstance(fact, Refused | MayLack) and fact.record is not None:
            assert sends.accepts(fact.record), fact
            result = transform(fact.record)
            assert result.unmapped or not takes.accepts(result.value), fact
    event("open" if any(isinstance(fact, Open) for fact in found) else "stopped" if stopping else "proved")
    if stopping:
        return
    for _ in range(12):
        record = data.draw(records(source))
        if sends.accepts(record):
            result = transform(record)
            assert not result.unmapped
            assert takes.accepts(result.value), (record, result.value)


KEPT = {
    "one": "a",
    "two": {"map": {"x": "y", "z": "w"}, "from": "b"},
    "three": {"with": "money_from_minor_units", "from": ["c", "d"]},
    "four": {"each": "e", "fields": {"in": "f", "deep": {"map": {"x": "y"}, "from": "g"}}},
    "five/below": "h/i",
    "six": {"with": "percent_from_ratio", "from": "j"},
    "seven": {"with": "instant_from_epoch", "from": "k"},
}
"""Declarations that go back."""


KEPT_RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.one_of(st.text(), st.integers(), st.booleans()),
        "b": st.sampled_from(["x", "z"]),
        "e": st.lists(st.fixed_dictionaries({}, optional={"f": st.integers(), "g": st.just("x")}), max_size=3),
        "h": st.fixed_dictionaries({"i": st.text()}),
        "j": st.integers(0, 10_000).map(lambda number: number / 10_000),
        "k": st.integers(0, 253_402_300_799),
    },
)
MONEY = st.one_of(st.none(), st.tuples(st.integers(-(10**14), 10**14), st.sampled_from(["EUR", "JPY", "BHD", "CLF"])))


@given(KEPT_RECORDS, MONEY)
def test_there_and_back_again_loses_nothing(record: dict[str, Any], money: tuple[int, str] | None) -> None:
    if money is not None:
        record = {**record, "c": money[0], "d": money[1]}
    spec = {"owner": "a", "entity": "e", "api": "a@1.0.0", "schema": "S", "fields": KEPT}
    fields = MappingSpec.model_validate(spec).fields
    back = backwards(fields)
    assert not back.lost
    there = Transform(fields)(record)
    assert not there.unmapped
    assert Transform(back.fields, outward=True)(there.value).value == record
