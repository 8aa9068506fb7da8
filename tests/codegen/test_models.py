"""Models: what a developer sees of a contract's schemas."""

from __future__ import annotations

import typing
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from govkit.client import Unknown, UnknownObject
from govkit.client.jsontext import dumps, loads

ORDER = {"id": "o1", "status": "open", "total": "1.10"}


def hints(model: Any) -> dict[str, Any]:
    return typing.get_type_hints(model, include_extras=False)


def test_a_value_that_the_contract_does_not_list_is_kept_and_seen_as_such(sample: ModuleType) -> None:
    known = sample.models.Order.model_validate(ORDER)
    assert (known.status, isinstance(known.status, Unknown)) == ("open", False)
    new = sample.models.Order.model_validate(ORDER | {"status": "paused", "priority": 9})
    assert (new.status, isinstance(new.status, Unknown), new.priority) == ("paused", True, 9)
    assert loads(dumps(new))["status"] == "paused"


def test_what_is_sent_holds_listed_values_only(sample: ModuleType) -> None:
    assert sample.models.OrderChange(status="closed").status == "closed"
    with pytest.raises(ValidationError):
        sample.models.OrderChange(status="paused")


def test_a_schema_that_differs_by_direction_is_two_models(sample: ModuleType) -> None:
    assert "id" in sample.models.Order.model_fields
    assert "id" not in sample.models.OrderInput.model_fields, "it is read only"
    with pytest.raises(ValidationError):
        sample.models.OrderInput(status="paused", total=Decimal(1))


def test_a_schema_that_is_the_same_both_ways_is_one_model(sample: ModuleType) -> None:
    assert hints(sample.models.Order)["address"] == hints(sample.models.OrderInput)["address"]
    assert not hasattr(sample.models, "AddressInput")


def test_limits_hold_for_what_is_sent_and_not_for_what_comes(sample: ModuleType) -> None:
    assert sample.models.Address.model_validate({"city": "Llanfairpwll"}).city == "Llanfairpwll"
    sample.models.OrderChange(note=None, count=9)
    for wrong in ({"note": "too long"}, {"count": 0}, {"count": 10}):
        with pytest.raises(ValidationError):
            sample.models.OrderChange(**wrong)


def test_a_moment_that_is_sent_has_a_zone(sample: ModuleType) -> None:
    with pytest.raises(ValidationError):
        sample.models.OrderChange(from_=datetime(2026, 3, 1))  # noqa: DTZ001
    assert sample.models.Order.model_validate(ORDER | {"placedAt": "2026-03-01T00:00:00"}).placed_at.tzinfo is None


def test_null_is_not_absent(sample: ModuleType) -> None:
    assert dumps(sample.models.OrderChange(note=None)) == '{"note":null}'
    assert dumps(sample.models.OrderChange()) == "{}"
    order = sample.models.Order.model_validate(ORDER | {"due-date": None})
    assert order.due_date is None
    assert "due_date" in order.model_fields_set
    assert "placed_at" not in order.model_fields_set


def test_names_are_pythons_and_those_of_the_contract_both(sample: ModuleType) -> None:
    order = sample.models.OrderInput(status="open", total=Decimal("1.10"), due_date=date(2026, 3, 1))
    assert dumps(order) == '{"status":"open","total":1.10,"due-date":"2026-03-01"}'
    assert sample.models.OrderInput.model_validate(loads(dumps(order))) == order


def test_numbers_are_exact_unless_the_contract_says_double(sample: ModuleType) -> None:
    found = sample.models.Order.model_validate(loads('{"id":"a","status":"open","total":0.10,"rate":0.1}'))
    assert (str(found.total), type(found.rate)) == ("0.10", float)


def test_a_closed_request_takes_no_other_members_and_an_answer_keeps_them(sample: ModuleType) -> None:
    with pytest.raises(ValidationError):
        sample.models.OrderChange.model_validate({"later": 1})
    assert sample.models.Order.model_validate(ORDER | {"later": 1}).later == 1


def test_lists_maps_and_inner_objects(sample: ModuleType) -> None:
    order = sample.models.Order.model_validate(
        ORDER | {"lines": [{"sku": "a", "count": 2}], "labels": {"a": "b"}, "parent": ORDER, "anything": [1]}
    )
    assert (order.lines[0].sku, order.labels, order.parent.id, order.anything) == ("a", {"a": "b"}, "o1", [1])
    assert type(order.lines[0]).__name__ == "OrderLinesItem"


def test_a_union_is_told_apart_by_its_property_and_open_to_new_kinds(sample: ModuleType) -> None:
    read: TypeAdapter[Any] = TypeAdapter(sample.models.Method)
    assert isinstance(read.validate_python({"type": "card", "id": "1"}), sample.models.Card)
    assert isinstance(read.validate_python({"type": "sepa", "id": "1", "iban": "x"}), sample.models.Bank)
    new = read.validate_python({"type": "wallet", "id": "1", "brand": "x"})
    assert isinstance(new, UnknownObject)
    assert loads(dumps(new)) == {"type": "wallet", "id": "1", "brand": "x"}
    with pytest.raises(ValidationError):
        read.validate_python({"type": "bank", "id": "1"})


def test_texts_of_the_contract_are_documentation(sample: ModuleType) -> None:
    assert sample.models.Order.__doc__.strip() == 'An order. It has """quotes""" and a \\ in it.'


def test_models_are_built_when_they_are_first_used(sample: ModuleType) -> None:
    assert not sample.models.Order.__pydantic_complete__
    sample.models.Order.model_validate(ORDER)
    assert sample.models.Order.__pydantic_complete__
