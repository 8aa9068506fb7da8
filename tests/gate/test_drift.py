"""The drift report: what counts as a difference, what is lost and with which value, and what stays silent."""

from __future__ import annotations

import json
from datetime import date
from textwrap import indent
from typing import Any

import pytest

from govkit.catalog.entries import load_text
from govkit.catalog.entries.rules._samples import entity, entry, file
from govkit.errors import UsageError
from govkit.gate.answers.report import Asked, Report, report_named

TEXT = {"type": "string"}
MONEY = {
    "type": "object",
    "properties": {"amount": {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"}, "currency": TEXT},
}
CODE = {"type": "string", "pattern": "^[A-Z]{3}$"}
RECORD, COPY, BETWEEN = "the copy cannot hold all", "the record cannot hold all", "one copy cannot hold all"
UNKNOWN, NONE = "whether values are lost is not known", "no canonical value is lost"


def text(**keywords: Any) -> dict[str, Any]:
    return {"type": "string", **keywords}


def system(
    name: str,
    declared: Any,
    schema: dict[str, Any],
    *,
    version: str = "1.0.0",
    lifecycle: str = "active",
    more: dict[str, Any] | None = None,
) -> str:
    """An API of a system of its name, with one schema and its mapping; `more` are further members of the mapping."""
    major = version.partition(".")[0]
    mapping = {
        "owner": "revenue",
        "entity": "customer",
        "schema": "Thing",
        "direction": "in",
        "copies": ["*"],
        "api": f"{name}@{version}",
        "fields": {"f": declared},
        **(more or {}),
    }
    document = {"openapi": "3.1.0", "info": {"title": name, "version": version}, "components": {"schemas": schema}}
    return (
        file(f"specs/{name}-{major}.json", json.dumps(document, indent=1))
        + entry(
            "Mapping", f"{name}-{major}", "\n".join(f"{key}: {json.dumps(value)}" for key, value in mapping.items())
        )
        + "\0"
        + f"- {{version: {version}, definition: specs/{name}-{major}.json, lifecycle: {lifecycle}"
        + (", released: 2026-03-01}\n" if lifecycle == "active" else "}\n")
    )


def thing(members: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"Thing": {"type": "object", "properties": members, "required": list(required)}}


def estate(systems: dict[str, list[str]], canonical: dict[str, Any], fields: str = "{}", record: str = "crm") -> str:
    """An estate with one entity of one field `f`."""
    made = entity(f"fields: {fields}").replace("record: crm", f"record: {record}") + file(
        "catalog/entities/customer.schema.json",
        json.dumps({"type": "object", "properties": {"f": canonical}}, indent=1),
    )
    for name, versions in systems.items():
        lines = "".join(version.partition("\0")[2] for version in versions)
        spec = f"system: {name}\nowner: revenue\nbusinessOwner: finance\naudience: partner\nversions:\n"
        made += entry("API", name, spec + indent(lines, "  "))
        made += "".join(version.partition("\0")[0] for version in versions)
    return made


def report(estate_text: str, api: str | None = None) -> Report:
    found = load_text(estate_text)
    assert not found.problems, [one.message for one in found.problems]
    return report_named("drift").make(Asked(estate=found, on=date(2026, 6, 1), api=api))


def rows(made: Report) -> list[dict[str, Any]]:
    table = made.tables[0]
    return [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]


def two(record: Any, copy: Any, canonical: dict[str, Any]) -> list[dict[str, Any]]:
    """The drifts of the record and one copy, each a declaration and the members of its schema."""
    systems = {"crm": [system("crm", *record)], "billing": [system("billing", *copy)]}
    made = report(estate(systems, canonical))
    assert made.notes == ()
    return rows(made)


WAY = "a"
DIFFER = [
    pytest.param((WAY, text(maxLength=300)), (WAY, text(maxLength=200)), TEXT, ("length",), RECORD, id="length"),
    pytest.param((WAY, text(maxLength=200)), (WAY, text(maxLength=300)), TEXT, ("length",), COPY, id="longer copy"),
    pytest.param((WAY, text(minLength=0)), (WAY, text(minLength=1)), TEXT, ("length",), RECORD, id="empty text"),
    pytest.param(
        (WAY, text(pattern="^[a-z]+$")), (WAY, text(pattern="^[a-m]+$")), TEXT, ("pattern",), RECORD, id="pattern"
    ),
    pytest.param(
        (WAY, {"enum": ["a", "b", "c"]}), (WAY, {"enum": ["a", "b"]}), TEXT, ("enum",), RECORD, id="fewer values"
    ),
    pytest.param((WAY, TEXT), (WAY, {"enum": ["a", "b"]}), TEXT, ("enum",), RECORD, id="any value against some"),
    pytest.param(
        ({"map": {"x": "a", "y": "b"}, "from": "a"}, {"enum": ["x", "y"]}),
        (WAY, {"enum": ["a", "b"]}),
        TEXT,
        ("vocabulary",),
        NONE,
        id="other words",
    ),
    pytest.param(
        ({"map": {"x": "a", "y": "b"}, "from": "a"}, {"enum": ["x", "y"]}),
        ({"map": {"u": "a"}, "from": "a"}, {"enum": ["u"]}),
        TEXT,
        ("enum", "vocabulary"),
        RECORD,
        id="other words, and fewer",
    ),
    pytest.param(
        (WAY, {"type": "integer", "minimum": 0, "maximum": 365}),
        (WAY, {"type": "integer", "minimum": 0, "maximum": 180}),
        {"type": "integer"},
        ("range",),
        RECORD,
        id="range",
    ),
    pytest.param(
        (WAY, {"type": "number", "multipleOf": 0.001, "minimum": 0, "maximum": 9}),
        (WAY, {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 9}),
        {"type": "number"},
        ("precision",),
        RECORD,
        id="precision",
    ),
    pytest.param(
        (WAY, {"type": "number", "minimum": 0, "maximum": 9}),
        (WAY, {"type": "integer", "minimum": 0, "maximum": 9}),
        {"type": "number"},
        ("type", "precision"),
        RECORD,
        id="type",
    ),
    pytest.param(
        ({"with": "date_from_instant", "from": "a"}, text(format="date-time")),
        (WAY, text(format="date")),
        text(format="date"),
        ("format",),
        NONE,
        id="instants against days",
    ),
    pytest.param(
        ({"with": "day_after", "from": "a"}, text(format="date")),
        (WAY, text(format="date")),
        text(format="date"),
        ("unit",),
        NONE,
        id="the last day against the day after",
    ),
    pytest.param(
        (WAY, {"type": "array", "items": TEXT, "maxItems": 6}),
        ({"list": ["a", "b"]}, TEXT),
        {"type": "array", "items": TEXT},
        ("type", "count"),
        None,
        id="a list against two fields",
    ),
    pytest.param(
        (WAY, {"type": "array", "items": text(maxLength=9)}),
        (WAY, {"type": "array", "items": text(maxLength=5)}),
        {"type": "array", "items": TEXT},
        ("items",),
        RECORD,
        id="shorter items",
    ),
    pytest.param(
        ({"each": "a", "item": "b"}, {"type": "array", "items": thing({"b": TEXT}, "b")["Thing"], "maxItems": 20}),
        ({"each": "a", "item": "b"}, {"type": "array", "items": thing({"b": TEXT}, "b")["Thing"], "maxItems": 5}),
        {"type": "array", "items": TEXT},
        ("count",),
        RECORD,
        id="fewer items",
    ),
]


@pytest.mark.requirement("M3")
@pytest.mark.parametrize(("record", "copy", "canonical", "kinds", "harm"), DIFFER)
def test_what_two_systems_hold_differently_is_found(
    record: Any, copy: Any, canonical: dict[str, Any], kinds: tuple[str, ...], harm: str | None
) -> None:
    found = two((record[0], thing({"a": record[1]})), (copy[0], thing({"a": copy[1], "b": copy[1]})), canonical)
    whole = next(one for one in found if one["field"] == ("customer/f",))
    assert whole["kind"] == kinds, whole["evidence"]
    if harm is not None:
        assert str(whole["harm"]).startswith(harm), whole["evidence"]


SILENT = [
    pytest.param((WAY, text(maxLength=9)), (WAY, text(maxLength=9)), TEXT, id="the same"),
    pytest.param((WAY, text(pattern=r"^\d+$")), (WAY, text(pattern="^[0-9]+$")), TEXT, id="a pattern in other words"),
    pytest.param(
        (WAY, text(pattern="^[0-9]+$", minLength=1)), (WAY, text(pattern="^[0-9]+$")), TEXT, id="a bound that follows"
    ),
    pytest.param((WAY, {"enum": ["a", "b"]}), (WAY, {"enum": ["b", "a"]}), TEXT, id="an enum in another order"),
    pytest.param(
        (WAY, {"type": ["string", "null"], "maxLength": 9}),
        (WAY, text(maxLength=9)),
        TEXT,
        id="null and nothing are the same",
    ),
    pytest.param(
        ({"ref": "customer", "from": "a"}, text(maxLength=9)), (WAY, text(maxLength=9)), TEXT, id="identifiers"
    ),
    pytest.param(({"value": "x"}, TEXT), (WAY, text(maxLength=9)), TEXT, id="a constant is nothing that is held"),
    pytest.param(
        ({"map": {"x": "a", "y": "b"}, "from": "a"}, {"enum": ["x", "y"]}),
        ({"map": {"x": "b", "y": "a"}, "from": "a"}, {"enum": ["x", "y"]}),
        TEXT,
        id="the same words for the same values",
    ),
]


@pytest.mark.parametrize(("record", "copy", "canonical"), SILENT)
def test_what_is_the_same_in_other_words_is_no_drift(record: Any, copy: Any, canonical: dict[str, Any]) -> None:
    assert two((record[0], thing({"a": record[1]})), (copy[0], thing({"a": copy[1]})), canonical) == []


# --------------------------------------------------------------------------------------------------------------- money


def money(function: str, amount: dict[str, Any], currency: dict[str, Any] = CODE) -> tuple[Any, dict[str, Any]]:
    return {"with": function, "from": ["a", "c"]}, thing({"a": amount, "c": currency}, "a", "c")


MINOR = {"type": "integer", "minimum": 0, "maximum": 10**10}
CENTS = text(pattern=r"^[0-9]{1,10}\.[0-9]{2}$")


def test_minor_units_and_decimal_text_are_other_units_of_one_amount() -> None:
    found = two(money("money_from_minor_units", MINOR), money("money_from_decimal", CENTS), MONEY)
    (amount,) = [one for one in found if one["field"] == ("customer/f/amount",)]
    assert {"type", "unit", "precision"} == {*amount["kind"]}
    assert "minor units in crm, decimal text in billing" in amount["evidence"]
    assert amount["a"] == "crm@1.0.0 Thing/a"


def test_an_amount_with_more_decimals_than_the_copy_has_is_lost() -> None:
    (found,) = two(
        money("money_from_decimal", text(pattern=r"^[0-9]{1,9}\.[0-9]{4}$")), money("money_from_decimal", CENTS), MONEY
    )
    assert found["kind"] == ("precision",)
    assert str(found["harm"]).startswith(RECORD)
    assert "4 decimals in crm, 2 decimals in billing" in found["evidence"]


def test_the_same_number_in_other_digits_is_not_lost() -> None:
    whole = text(pattern="^[0-9]{1,9}$")
    (found,) = two(money("money_from_decimal", whole), money("money_from_decimal", CENTS), MONEY)
    assert not str(found["harm"]).startswith(RECORD), found["evidence"]  # 5 is 5.00


def test_a_currency_that_several_amounts_have_is_told_of_once() -> None:
    def both(currency: dict[str, Any]) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        made = {"with": "money_from_decimal", "from": ["a", "c"]}
        members = thing({"a": CENTS, "b": CENTS, "c": currency}, "a", "b", "c")
        return made, members, {"fields": {"f": made, "g": {**made, "from": ["b", "c"]}}}

    systems = {}
    for name, codes in (("crm", ["EUR", "USD"]), ("billing", ["EUR"])):
        declared, members, more = both({"enum": codes})
        systems[name] = [system(name, declared, members, more=more)]
    text_of = estate(systems, MONEY).replace('"f": {', f'"g": {json.dumps(MONEY)},\n   "f": {{', 1)
    (found,) = rows(report(text_of))
    assert found["field"] == ("customer/f/currency", "customer/g/currency")
    assert found["kind"] == ("enum",)


# ------------------------------------------------------------------------------------------------------ whom to compare


def held(name: str, longest: int, **more: Any) -> str:
    return system(name, WAY, thing({"a": text(maxLength=longest)}), **more)


def test_the_worst_comes_first_with_both_places() -> None:
    systems = {
        "crm": [held("crm", 100)],
        "billing": [held("billing", 200)],
        "erp": [held("erp", 50)],
    }
    made = report(estate(systems, TEXT))
    first, second = rows(made)
    assert (first["b"], second["b"]) == ("erp@1.0.0 Thing/a", "billing@1.0.0 Thing/a")
    assert str(first["harm"]).startswith(RECORD)
    assert str(second["harm"]).startswith(COPY)
    assert first["places"] == ("specs/crm-1.json:13:6", "specs/erp-1.json:13:6")
    assert "at most 100 characters in crm, 50 in erp: 50 have no place there" in first["evidence"]
    (found,) = made.findings
    assert (found.rule, found.subject.api, found.subject.path) == ("drift-value-lost", "mapping:erp-1", "/f")
    assert str(found.old) == "specs/crm-1.json:13:6"


def test_copies_are_compared_with_each_other_where_the_record_is_not_mapped() -> None:
    systems = {"billing": [held("billing", 100)], "erp": [held("erp", 50)]}
    made = report(estate(systems, TEXT))
    (found,) = rows(made)
    assert str(found["harm"]).startswith(BETWEEN)
    assert made.findings == ()


def test_versions_of_one_api_do_not_drift_and_the_newest_active_one_counts() -> None:
    billing = [
        held("billing", 50),
        held("billing", 100, version="2.0.0"),
        held("billing", 10, version="3.0.0", lifecycle="draft"),
    ]
    systems = {"crm": [held("crm", 100)], "billing": billing}
    assert rows(report(estate(systems, TEXT))) == []


def test_a_version_that_is_named_counts_instead() -> None:
    systems = {"crm": [held("crm", 100)], "billing": [held("billing", 50), held("billing", 100, version="2.0.0")]}
    (found,) = rows(report(estate(systems, TEXT), "billing@1.0.0"))
    assert found["b"] == "billing@1.0.0 Thing/a"


def test_an_api_narrows_to_what_it_has_to_do_with() -> None:
    systems = {"crm": [held("crm", 100)], "billing": [held("billing", 50)], "erp": [held("erp", 20)]}
    assert [one["b"] for one in rows(report(estate(systems, TEXT), "erp"))] == ["erp@1.0.0 Thing/a"]
    with pytest.raises(UsageError, match="there is no API 'bling'"):
        report(estate(systems, TEXT), "bling")


def test_a_field_that_each_system_has_its_own_value_of_does_not_drift() -> None:
    systems = {"crm": [held("crm", 100)], "billing": [held("billing", 50)]}
    assert rows(report(estate(systems, TEXT, "{f: {perSystem: true}}"))) == []


def test_what_is_only_written_is_tried_by_writing_it() -> None:
    more = {"direction": "out", "copies": [], "fields": {"a": "f"}}
    written = system("billing", WAY, thing({"a": text(maxLength=50)}), more=more)
    (found,) = rows(report(estate({"crm": [held("crm", 100)], "billing": [written]}, TEXT)))
    assert str(found["harm"]).startswith(RECORD)
    assert "it is longer than 50 characters" in found["evidence"]


def test_a_list_that_is_only_written_is_tried_as_well() -> None:
    items = {"type": "array", "items": thing({"b": TEXT}, "b")["Thing"]}
    more = {"direction": "out", "copies": [], "fields": {"a": {"each": "f", "item": "b"}}}
    written = system("billing", WAY, thing({"a": {"type": "array", "items": TEXT, "maxItems": 2}}), more=more)
    crm = system("crm", {"each": "a", "fields": {"b": "b"}}, thing({"a": items}))
    found = rows(report(estate({"crm": [crm], "billing": [written]}, items)))
    assert "customer/f" in {field for one in found for field in one["field"]}


def test_a_list_is_not_lost_for_what_else_its_items_need_when_they_are_written() -> None:
    items = {"type": "array", "items": thing({"b": TEXT}, "b")["Thing"], "maxItems": 5}
    more = {"direction": "out", "copies": [], "fields": {"a": {"each": "f", "fields": {"b": "b", "id": "/id"}}}}
    taken = thing({"b": TEXT, "id": TEXT}, "b", "id")["Thing"]
    written = system("billing", WAY, thing({"a": {"type": "array", "items": taken, "maxItems": 5}}), more=more)
    crm = system("crm", {"each": "a", "fields": {"b": "b"}}, thing({"a": items}))
    made = report(estate({"crm": [crm], "billing": [written]}, items))
    assert made.findings == ()


def test_a_map_that_writes_has_no_word_for_a_value() -> None:
    more = {"direction": "out", "copies": [], "fields": {"a": {"map": {"x": "X"}, "from": "f"}}}
    written = system("billing", WAY, thing({"a": {"enum": ["X"]}}), more=more)
    crm = system("crm", WAY, thing({"a": {"enum": ["x", "y"]}}))
    (found,) = rows(report(estate({"crm": [crm], "billing": [written]}, TEXT)))
    assert 'crm may send `"y"` and billing cannot hold it: has no value in the map' in found["evidence"]


def test_a_mapping_without_its_schema_is_left_out_and_said() -> None:
    systems = {"crm": [held("crm", 100)], "billing": [held("billing", 50, more={"schema": "Nothing"})]}
    made = report(estate(systems, TEXT))
    assert rows(made) == []
    assert "billing-1 is left out: `billing` has no schema `Nothing`" in made.notes


def test_a_field_that_is_always_there_differs_from_one_that_may_lack() -> None:
    crm = system("crm", WAY, thing({"a": TEXT}, "a"))
    billing = system("billing", WAY, thing({"a": TEXT}))
    (found,) = rows(report(estate({"crm": [crm], "billing": [billing]}, TEXT)))
    assert (found["kind"], found["harm"]) == (("presence",), NONE)
