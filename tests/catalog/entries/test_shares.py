"""Which system is the record of an object where an entity is divided, and what a division may not leave open."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from govkit.catalog.entries.kinds.entity import EntitySpec

_SHARE = {"by": "region", "of": ["apac"], "record": "books", "insteadOf": "erp"}


def entity(*shares: dict[str, Any], **fields: str) -> EntitySpec:
    """An entity of the ERP, whose region the CRM has, and some fields of other records."""
    records = {"region": "crm", **fields}
    return EntitySpec.model_validate(
        {
            "owner": "finance",
            "businessOwner": "finance",
            "record": "erp",
            "versions": [{"version": "1.0.0", "definition": "schema.json"}],
            "fields": {name: {"record": record} for name, record in records.items()},
            "shares": list(shares),
        }
    )


def test_another_system_is_the_record_of_a_share_of_whatever_the_first_is_the_record_of() -> None:
    divided = entity(_SHARE, **{"lines": "crm", "lines/*/tax": "erp"})
    assert divided.records == ("erp", "books")
    assert divided.records_of("total") == divided.records_of("lines/*/tax") == ("erp", "books")
    assert divided.records_of("lines/*/amount") == ("crm",)
    assert divided.systems == {"erp", "crm", "books"}


def test_an_object_tells_by_its_field_whose_word_counts() -> None:
    divided = entity(_SHARE, {**_SHARE, "of": ["uk"], "record": "ledger"})
    assert divided.words("erp", {"region": ["apac"]}) == ("books",)
    assert divided.words("erp", {"region": ["uk"]}) == ("ledger",)
    assert divided.words("erp", {"region": ["eu", "us"]}) == ("erp",)
    assert divided.words("erp", {"region": ["eu", "uk"]}) == ("erp", "ledger")
    assert divided.words("erp", {}) == ("erp", "books", "ledger"), "nothing is said of the region"
    assert divided.words("crm", {"region": ["apac"]}) == ("crm",)


def test_an_entity_that_is_not_divided_has_one_record() -> None:
    assert entity().records == ("erp",)
    assert entity().words("erp", {"region": ["apac"]}) == ("erp",)


@pytest.mark.parametrize(
    ("shares", "because"),
    [
        ([{**_SHARE, "insteadOf": "support"}], "which is the record of nothing here"),
        ([{**_SHARE, "record": "crm"}], "which is a record of all objects already"),
        ([{**_SHARE, "by": "total"}], "whose own record would depend on it"),
        ([_SHARE, {**_SHARE, "by": "seller", "of": ["SG01"]}], "an object may be of both"),
        ([_SHARE, {**_SHARE, "record": "ledger"}], "gives two systems the word on objects whose `region` is 'apac'"),
    ],
)
def test_what_would_leave_open_whose_word_counts_is_refused(shares: list[dict[str, Any]], because: str) -> None:
    with pytest.raises(ValidationError, match=because):
        entity(*shares, seller="crm")
