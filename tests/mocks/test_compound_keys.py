"""Records that paths name by several parameters, of which some may lie deeper in the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.mocks.state.keys import Key
from govkit.mocks.state.resources import Deed, Resources
from govkit.mocks.system import System
from govkit.spec.documents import open_source
from govkit.spec.openapi import Contract
from tests.mocks.serving import Served, serving

METERS = str(Path(__file__).with_name("meters.yaml"))
GAS = {"meter": "gas", "span": {"start": "2026-01", "end": "2026-02"}, "used": 3}


@pytest.fixture
def meters() -> Iterator[Served]:
    with serving(METERS) as served:
        yield served


def test_several_parameters_name_an_item_of_the_list_above_them() -> None:
    library, document = open_source(METERS)
    system = System("meters", Contract(library, document))
    resources = Resources(system.operations)
    parts = {served.operation.id: resources.part(served) for served in system.operations}
    reading = parts["getReading"]
    assert reading.resource is parts["listReadings"].resource
    assert reading.resource is not None
    assert (reading.resource.key, reading.own) == (Key((("meter",), ("span", "start"))), (1, 2))
    assert (parts["putRate"].resource, parts["putRate"].own) == (parts["listRates"].resource, (0, 1, 2))
    assert (parts["approveReading"].deed, parts["approveReading"].own) == (Deed.ACT, (1, 2))


def test_a_list_between_makes_the_first_parameter_an_item_of_its_own() -> None:
    """Then the last one names the item below it."""
    library, document = open_source(METERS)
    resources = Resources(System("meters", Contract(library, document)).operations)
    book = resources.by_path["/shelves/{shelf}"]
    assert (book.key, book.path) == (Key((("isbn",),)), "/shelves/{shelf}/{isbn}")


def test_all_parameters_together_name_the_record(meters: Served) -> None:
    client = meters.client
    assert client.get("/sites/s1/readings/gas/2026-01").json() == GAS
    assert client.get("/sites/s1/readings/gas/2026-02").json()["used"] == 4
    missing = client.get("/sites/s1/readings/heat/2026-02")
    assert missing.status_code == 404
    assert client.delete("/sites/s1/readings/gas/2026-01").status_code == 204
    left = client.get("/sites/s1/readings").json()["items"]
    assert [(one["meter"], one["span"]["start"]) for one in left] == [("gas", "2026-02"), ("heat", "2026-01")]


def test_who_puts_a_record_by_the_names_of_his_own_makes_it(meters: Served) -> None:
    """Nothing else makes one here; what the path says counts, whatever the body does."""
    place, body = "/sites/s2/readings/cold/2026-05", {"span": {"start": "2026-04", "end": "2026-06"}, "used": 9}
    made = meters.client.put(place, json=body)
    cold = {"meter": "cold", "span": {"start": "2026-05", "end": "2026-06"}, "used": 9}
    assert (made.status_code, {**made.json(), **cold}) == (200, made.json())
    assert meters.client.get(place).json() == made.json()
    assert meters.client.put(place, json={**body, "used": 10}).json()["used"] == 10
    listed = meters.client.get("/sites/s2/readings", params={"meter": "cold"}).json()["items"]
    assert [one["used"] for one in listed] == [10]
    assert meters.client.get("/sites/s1/readings/cold/2026-05").status_code == 404
    assert meters.client.put("/sites/s9/readings/cold/2026-05", json=body).status_code == 404
    assert meters.client.post(f"{place}/approve").json()["status"] == "approved"


def test_where_records_are_posted_a_put_changes_them_only(meters: Served) -> None:
    client, rate = meters.client, {"source": "EUR", "target": "USD", "year": 2027, "rate": 1.2}
    assert client.put("/rates/EUR/USD/2027", json={"rate": 1.3}).status_code == 404
    made = client.post("/rates", json=rate)
    assert (made.status_code, made.json()) == (201, rate)
    assert made.headers["location"].endswith("/rates/EUR/USD/2027")
    assert client.post("/rates", json=rate).status_code == 409
    assert client.put("/rates/EUR/USD/2027", json={"rate": 1.3}).json() == {**rate, "rate": 1.3}
    assert client.get("/rates/EUR/USD/2026").json()["rate"] == 1.1


def test_pages_go_on_after_a_record_of_the_same_first_name(meters: Served) -> None:
    seen: list[tuple[str, str]] = []
    asked: dict[str, str] | None = {}
    while asked is not None:
        page = meters.client.get("/sites/s1/readings", params={"limit": "1"} | asked).json()
        seen += [(one["meter"], one["span"]["start"]) for one in page["items"]]
        asked = {"cursor": page["nextCursor"]} if page["nextCursor"] is not None else None
    assert seen == [("gas", "2026-01"), ("gas", "2026-02"), ("heat", "2026-01")]


def test_a_filter_may_be_called_after_a_field_that_lies_deeper(meters: Served) -> None:
    """Among the first records, and among those that were written."""
    place = "/sites/s1/readings/cold/2026-01"
    meters.client.put(place, json={"span": {"start": "2026-01", "end": "2026-02"}, "used": 1})
    found = meters.client.get("/sites/s1/readings", params={"spanStart": "2026-01"}).json()["items"]
    assert [one["meter"] for one in found] == ["gas", "heat", "cold"]
    meters.client.delete(place)
    found = meters.client.get("/sites/s1/readings", params={"spanStart": "2026-01"}).json()["items"]
    assert [one["meter"] for one in found] == ["gas", "heat"]
