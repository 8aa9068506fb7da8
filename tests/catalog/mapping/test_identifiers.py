"""What a record says about who it is: its own identifier, and those of other systems that it carries."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.catalog.entries import Estate, load_text
from govkit.catalog.mapping.identifiers import identifiers
from govkit.catalog.mapping.transforms import Inward

_ESTATE = """# file: catalog/mappings/erp-customer.yaml
apiVersion: govkit/v1
kind: Mapping
metadata: {name: erp-customer}
spec:
  owner: ops
  entity: customer
  api: erp@1.0.0
  schema: Customer
  direction: in
  identity:
    id: number
    type: customer-number
    others:
      - {system: crm, type: company, id: reference, prefix: co_}
      - {system: billing, type: customer, each: elsewhere, where: {system: billing, kind/active: "true"}, id: id}
  fields: {name: name}
"""


@pytest.fixture
def estate() -> Estate:
    loaded = load_text(_ESTATE)
    assert not loaded.problems
    return loaded


def _told(estate: Estate, record: dict[str, Any]) -> list[str]:
    return [str(one) for one in identifiers(estate, estate.mappings["erp-customer"].spec)(record)]


def test_a_record_names_itself_first(estate: Estate) -> None:
    assert _told(estate, {"number": 17, "reference": "co_1"}) == ["erp:customer-number:17", "crm:company:co_1"]


def test_what_is_told_of_nobody_is_nothing(estate: Estate) -> None:
    assert _told(estate, {"number": None, "reference": "co_1"}) == []
    assert _told(estate, {"number": "  ", "reference": "co_1"}) == []


def test_what_does_not_begin_so_is_another_thing(estate: Estate) -> None:
    assert _told(estate, {"number": "C-1", "reference": "ctr_1"}) == ["erp:customer-number:C-1"]


def test_items_are_told_apart_by_what_they_say(estate: Estate) -> None:
    elsewhere = [
        {"system": "support", "kind": {"active": True}, "id": "org-1"},
        {"system": "billing", "kind": {"active": False}, "id": "cus_0"},
        {"system": "billing", "kind": {"active": True}, "id": "cus_1"},
        {"system": "billing", "kind": {"active": True}},
    ]
    told = _told(estate, {"number": "C-1", "elsewhere": elsewhere})
    assert told == ["erp:customer-number:C-1", "billing:customer:cus_1"]


@pytest.mark.parametrize("elsewhere", [None, {}, "text", [None, 3, "x"]])
def test_a_list_that_is_none_holds_no_identifiers(estate: Estate, elsewhere: Any) -> None:
    assert _told(estate, {"number": "C-1", "elsewhere": elsewhere}) == ["erp:customer-number:C-1"]


def test_what_is_read_bears_all_that_the_record_says(estate: Estate) -> None:
    made = Inward(estate, estate.mappings["erp-customer"])({"number": "C-1", "reference": "co_1", "name": "A"}).value
    assert made["id"] == "erp:customer-number:C-1"
    assert made["externalIds"] == [
        {"system": "erp", "type": "customer-number", "id": "C-1"},
        {"system": "crm", "type": "company", "id": "co_1"},
    ]


def test_items_are_not_told_apart_without_a_list() -> None:
    loaded = load_text(_ESTATE.replace("each: elsewhere, ", ""))
    assert "`where` tells items apart, and there is no list of them" in str(loaded.problems)


def test_an_identifier_repeats_one_that_somebody_gave() -> None:
    text = """# file: catalog/entities/customer.yaml
apiVersion: govkit/v1
kind: Entity
metadata: {name: customer}
spec:
  owner: ops
  businessOwner: ops
  record: crm
  versions: [{version: 1.0.0, definition: customer.json}]
  identifiers:
    - {system: crm, type: company}
    - {system: support, type: external-id, repeats: {system: crm, type: account}}
"""
    (problem,) = load_text(text).problems
    assert "`external-id` of support repeats `account` of crm" in problem.message
