"""The way back of a mapping that declares one way: what goes back, to where, and why the rest does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from govkit.catalog.entries.declarations import Declaration
from govkit.catalog.mapping.backwards import backwards
from govkit.catalog.mapping.compiled import Transform

DECLARED: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Declaration])


def fields(**declared: Any) -> dict[str, Any]:
    return DECLARED.validate_python({name.replace("__", "/"): one for name, one in declared.items()})


def form(declared: Any) -> Any:
    return DECLARED.validate_python({"x": declared})["x"]


@pytest.mark.parametrize(
    ("declared", "back"),
    [
        ("contact/mail", {"contact/mail": "a"}),
        ({"from": "mail"}, {"mail": "a"}),
        ({"from": "mail", "default": "none"}, {"mail": "a"}),
        ({"value": "EUR"}, {}),
        ({"ref": "customer", "from": "customerId"}, {"customerId": {"ref": "customer", "from": "a"}}),
        (
            {"ref": "customer", "from": "customerId", "type": "account"},
            {"customerId": {"ref": "customer", "from": "a", "type": "account"}},
        ),
        (
            {"map": {"1": "open", "2": "paid"}, "from": "state"},
            {"state": {"map": {"open": "1", "paid": "2"}, "from": "a"}},
        ),
        ({"map": {"1": "open"}}, {"a": {"map": {"open": "1"}, "from": "a"}}),
        ({"with": "lower", "from": "region"}, {"region": {"with": "upper", "from": "a"}}),
        (
            {"with": "money_from_minor_units", "from": ["cents", "currency"]},
            {"cents": {"with": "minor_units_from_money", "from": "a"}, "currency": "a/currency"},
        ),
        (
            {"with": "money_from_minor_units", "from": ["cents", {"value": "EUR"}]},
            {"cents": {"with": "minor_units_from_money", "from": "a"}},
        ),
        (
            {"with": "money_from_minor_units", "from": ["cents", "/currency"]},
            {"cents": {"with": "minor_units_from_money", "from": "a"}},
        ),
        (
            {"each": "lines", "fields": {"text": "name"}},
            {"lines": {"each": "a", "fields": {"name": "text"}}},
        ),
    ],
    ids=str,
)
def test_a_field_goes_back_to_where_it_came_from(declared: Any, back: dict[str, Any]) -> None:
    found = backwards(fields(a=declared))
    assert found.fields == {name: form(one) for name, one in back.items()}
    assert found.at == dict.fromkeys(back, "a")
    assert found.lost == {}


def test_the_form_that_a_day_was_written_in_stands_beside_it_on_the_way_back() -> None:
    found = backwards(fields(due={"with": "date_from_text", "from": ["dueOn", {"value": "DD.MM.YYYY"}]}))
    assert found.lost == {}
    assert found.fields == {"dueOn": form({"with": "text_from_date", "from": ["due", {"value": "DD.MM.YYYY"}]})}


def test_a_map_without_a_way_is_of_the_field_of_its_name_wherever_it_stands() -> None:
    assert list(backwards(fields(terms__state={"map": {"1": "open"}})).fields) == ["state"]


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ("/currency", "a way that starts at the record, inside a list, does not lead back"),
        ({"from": "/currency"}, "a way that starts at the record, inside a list, does not lead back"),
        ({"map": {"1": 1}}, "a map to what is no text does not go back"),
        (
            {"map": {"1": "open", "2": "open"}},
            "`open` is what several values become, and nobody knows which of them it was",
        ),
        ({"with": "joined", "from": ["first", "last"]}, "`joined` does not go back"),
        ({"with": "unheard_of", "from": "first"}, "`unheard_of` does not go back"),
        ({"with": "lower", "from": ["first", "second"]}, "`lower` does not go back"),
        ({"with": "date_from_text", "from": ["dueOn", "form"]}, "`date_from_text` does not go back"),
        ({"with": "date_from_text", "from": ["dueOn", "/form"]}, "`date_from_text` does not go back"),
        ({"each": "tags", "item": "."}, "items that are no objects do not go back by themselves"),
        (
            {"each": "lines", "fields": {"kind": {"map": {"1": 1}}}},
            "of its items, `kind` does not go back: a map to what is no text does not go back",
        ),
        ({"first": ["mobile", "phone"]}, "what is put together does not come apart by itself"),
        ({"list": ["mobile", "phone"]}, "what is put together does not come apart by itself"),
        ({"fields": {"city": "town"}}, "what is put together does not come apart by itself"),
    ],
    ids=str,
)
def test_what_does_not_go_back_says_why_and_takes_nothing_else_with_it(declared: Any, why: str) -> None:
    found = backwards(fields(a=declared, b="mail"))
    assert found.lost == {"a": why}
    assert found.fields == {"mail": "b"}


def test_of_two_fields_that_came_from_one_the_first_goes_back() -> None:
    found = backwards(fields(a="mail", b="mail"))
    assert (found.fields, found.at) == ({"mail": "a"}, {"mail": "a"})


@given(
    st.fixed_dictionaries(
        {
            "cents": st.integers(-(10**9), 10**9),
            "currency": st.sampled_from(["EUR", "JPY", "BHD"]),
            "state": st.sampled_from(["1", "2"]),
            "mail": st.text(min_size=1),
            "dueOn": st.dates().map(lambda day: f"{day:%d.%m.}{day.year:04}"),
            "lines": st.lists(st.fixed_dictionaries({"name": st.text(min_size=1)}), min_size=1, max_size=3),
        }
    )
)
def test_there_and_back_a_record_loses_nothing(record: dict[str, Any]) -> None:
    declared = fields(
        total={"with": "money_from_minor_units", "from": ["cents", "currency"]},
        state={"map": {"1": "open", "2": "paid"}},
        contact="mail",
        due={"with": "date_from_text", "from": ["dueOn", {"value": "DD.MM.YYYY"}]},
        items={"each": "lines", "fields": {"text": "name"}},
    )
    there = Transform(declared)(record)
    back = Transform(backwards(declared).fields, outward=True)(there.value)
    assert not there.unmapped
    assert not back.unmapped
    assert back.value == record
