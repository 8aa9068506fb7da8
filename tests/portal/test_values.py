"""Where written values came from, as people see it: by object and by write, and how one gets there."""

from __future__ import annotations

import pytest

from govkit.portal.security.roles import Role
from govkit.sync.store.database import Database
from tests.portal.conftest import Reader
from tests.portal.test_operations import EVIL
from tests.portal.test_own_pages import only, plain, rows
from tests.portal.test_pages import read
from tests.sync.lineage.test_lineage import Stage as Run
from tests.sync.stage import Stage


@pytest.fixture
def run(database: Database) -> Run:
    """A run that wrote an order and two lines for an event."""
    found = Run(database)
    found.go()
    return found


@pytest.mark.requirement("S7")
def test_each_value_is_told_with_what_it_came_from(reader: Reader, run: Run) -> None:
    answer = reader.get("/lineage/order/cus_1")
    assert answer.status_code == 200, answer.text
    listed = rows(answer.text, "write-1")
    assert only(listed, "path customer") == 'path customer "cus_1" – event /customer'
    assert only(listed, "/kind") == '/kind "renewal" – the workflow\'s text'
    assert "createOrder committed 201" in plain(answer.text)
    assert 'href="/events/1"' in answer.text
    assert 'href="/lineage/writes/1"' in answer.text


def test_writes_are_narrowed(reader: Reader, run: Run) -> None:
    field = reader.get("/lineage/order/cus_1", params={"field": "/note"}).text
    assert len(rows(field, "write-1")) == 1
    assert "nothing was written about it" in reader.get("/lineage/order/cus_1", params={"system": "crm"}).text
    assert "nothing is found" in reader.get("/lineage/order/cus_1", params={"q": "no such thing"}).text


def test_one_write_has_a_page_to_which_time_lines_lead(reader: Reader, run: Run) -> None:
    text = reader.get("/lineage/writes/2").text
    assert only(rows(text, "write-2"), "/amount") == '/amount "1.10" – event /lines/0/amount'
    assert 'href="/lineage/writes/2"' in reader.get("/events/1").text
    assert reader.get("/lineage/writes/99").status_code == 404
    assert reader.get("/lineage/writes/x").status_code == 404


def test_who_asks_for_an_object_is_led_to_its_page(reader: Reader, stage: Stage) -> None:
    asked = reader.get("/lineage", params={"entity": "customer", "id": "crm:company:co_1/2"})
    assert asked.status_code == 303
    assert asked.headers["location"] == "/lineage/customer/crm%3Acompany%3Aco_1%2F2"
    answer = reader.get(asked.headers["location"])
    assert answer.status_code == 200
    assert "<h1>customer crm:company:co_1/2</h1>" in answer.text
    assert reader.get("/lineage").status_code == 200
    assert reader.get("/lineage/nothing/1").status_code == 404


def test_pages_of_entities_and_of_keys_lead_there(reader: Reader, stage: Stage) -> None:
    stage.run(key="cus_7")
    assert 'href="/lineage?entity=customer&amp;id=cus_7"' in reader.get("/events/of", params={"key": "cus_7"}).text
    text = reader.get("/entities/customer").text
    assert 'action="/lineage"' in text
    assert 'action="/events/of"' in text


def test_values_need_a_viewer(reader: Reader, run: Run) -> None:
    reader.cookies.clear()
    assert reader.get("/lineage/order/cus_1").headers["location"].startswith("/sign-in")
    reader.sign_in(Role.VIEWER)
    assert reader.get("/lineage/order/cus_1").status_code == 200


def test_no_value_is_markup(reader: Reader, stage: Stage) -> None:
    number = stage.run(key=f"k{EVIL}")
    stage.effect(number, resource=EVIL, step=EVIL)
    for path in ("/lineage/writes/1", "/lineage?entity=customer&id=%3Cscript%3Ealert"):
        answer = reader.get(path, follow_redirects=True)
        assert answer.status_code in (200, 404)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "\u202e" not in answer.text
        assert not read(answer.text).inline
