"""Lists lead page by page through that of the system of record, whole objects each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govkit.gate.mock_server import Mock
from govkit.sync.enterprise.cursors import cursor_of
from govkit.sync.values import Answered, Asked
from tests.sync.enterprise.asking import BOTH, Asking


def _all(asking: Asking, path: str, limit: int) -> list[list[str]]:
    """The identifiers of all pages."""
    pages, cursor = [], None
    while True:
        query = f"limit={limit}" + (f"&cursor={cursor}" if cursor else "")
        got = asking.get(path, query=query)
        assert got.status == 200, got.body
        pages.append([one["data"]["id"] for one in got.json["items"]])
        cursor = got.json.get("nextCursor")
        if cursor is None:
            return pages


@BOTH
def test_pages_lead_through_all_that_the_system_of_record_has(asking: Asking, mocks: Mock) -> None:
    pages = _all(asking, "/customers", 20)
    found = [one for page in pages for one in page]
    assert found == [f"crm:company:{one['id']}" for one in mocks.records("/companies", system="crm")]
    assert {len(page) for page in pages[:2]} == {20}


def test_an_entity_of_two_lists_is_led_through_both(asking: Asking, mocks: Mock) -> None:
    found = {one for page in _all(asking, "/invoices", 100) for one in page}
    assert {one.rsplit(":", 1)[0] for one in found} == {"erp:invoice-number", "erp:credit-note-number"}
    assert len(found) == len(mocks.records("/invoices", system="erp")) + len(
        mocks.records("/credit-notes", system="erp")
    )


def test_what_a_list_read_is_fresh_for_whoever_asks_for_one(asking: Asking) -> None:
    (first, *_) = asking.get("/customers", query="limit=1").json["items"]
    calls = asking.counting()
    assert asking.get(f"/customers/{first['data']['id']}").data == first["data"]
    assert calls == []


@BOTH
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("erp.customer-number=C-10002", ["crm:company:co_1002"]),
        ("erp.customer-number=C-10002&crm.company=co_1002", ["crm:company:co_1002"]),
        ("erp.customer-number=C-10002&crm.company=co_1003", []),
        ("erp.customer-number=C-77777", []),
    ],
)
def test_identifiers_narrow_a_list_to_what_all_of_them_name(asking: Asking, query: str, names: list[str]) -> None:
    got = asking.get("/customers", query=query)
    assert [one["data"]["id"] for one in got.json["items"]] == names
    assert "nextCursor" not in got.json


def test_an_object_that_cannot_be_served_is_told_in_its_page(asking: Asking) -> None:
    def changed(asked: Asked, answered: Answered) -> Answered:
        if asked.operation == "listCompanies":
            items = [{**one, "locale": "German"} if one["id"] == "co_1002" else one for one in answered.body["items"]]
            return replace(answered, body={**answered.body, "items": items})
        return answered

    asking.answering(changed)
    got = asking.get("/customers", query="limit=3").json
    assert len(got["items"]) == 2
    (unserved,) = got["unserved"]
    assert unserved["id"] == "crm:company:co_1002"
    assert (unserved["problem"]["mapping"], unserved["problem"]["field"]) == ("crm-4-customer", "locale")


def test_a_system_that_is_down_ends_the_page(asking: Asking, mocks: Mock) -> None:
    mocks.faults.add("error", system="erp", status=503)
    got = asking.get("/customers", query="limit=3")
    assert (got.status, got.problem["system"]) == (503, "erp")


@pytest.mark.parametrize(
    ("cursor", "status"),
    [
        ("abc", 404),
        ("x" * 1000, 404),
        ("x" * 1001, 400),
        ("", 400),
        ("a%20b", 400),
        ("%00", 400),
        (cursor_of("invoice@1.0.0", 0, {}), 404),  # of another list
        (cursor_of("customer@1.0.0", 7, {}), 404),  # of a call that there is not
        (cursor_of("customer@1.0.0", 0, {"admin": "1"}), 404),  # with a parameter that the call does not take
        (cursor_of("customer@1.0.0", 0, {"offset": {"a": 1}}), 404),
        (cursor_of("customer@1.0.0", 0, {"offset": "far"}), 404),  # which the CRM refuses
    ],
)
def test_a_cursor_that_leads_nowhere_is_refused(asking: Asking, cursor: str, status: int) -> None:
    got = asking.get("/customers", query=f"cursor={cursor}")
    assert (got.status, got.problem["status"]) == (status, status)
