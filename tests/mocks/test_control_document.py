"""The control API describes itself, keeps to its description, and shows itself to people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from govkit.gate.mocking import Mocks
from govkit.mocks.control import Route
from tests.mocks.serving import ESTATE, Served, serving


@pytest.fixture(scope="module")
def billing() -> Iterator[Served]:
    with serving("billing@3") as served:
        served.client.post("/customers", json={})  # so that the books hold something
        yield served


def _document(served: Served) -> Any:
    return served.client.get("/__govkit__/openapi.json").json()


def _schema(document: Any, schema: Any) -> Any:
    return {**schema, "components": document["components"]}


def test_the_description_is_valid_openapi(billing: Served) -> None:
    validity = pytest.importorskip("openapi_spec_validator")
    validity.validate(_document(billing))


def test_every_route_does_what_it_shows_and_answers_as_it_says(billing: Served) -> None:
    """The samples of all routes, sent in the order of the table."""
    mocks = Mocks(("billing@3",), cwd=ESTATE)
    mocks.serving.close()
    document = _document(billing)
    listed = {
        operation["operationId"]: operation for methods in document["paths"].values() for operation in methods.values()
    }
    assert sorted(listed) == sorted(route.id for route in mocks.control.routes)
    for route in mocks.control.routes:
        answer = _sent(billing, route)
        assert answer.status_code == 200, f"{route.id}: {answer.text}"
        schema = listed[route.id]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), _schema(document, schema))
        if route.body is not None and route.sample.body is not None:
            body = listed[route.id]["requestBody"]["content"]["application/json"]["schema"]
            jsonschema.validate(route.sample.body, _schema(document, body))


def _sent(served: Served, route: Route) -> Any:
    sample = route.sample
    content = None if sample.body is None else json.dumps(sample.body).encode()
    address = f"/__govkit__/{route.path.format(**sample.path)}"
    return served.client.request(route.method, address, params=sample.query, content=content)


def test_people_see_a_page_and_nothing_of_elsewhere(billing: Served) -> None:
    answer = billing.client.get("/__govkit__/", headers={"Accept": "text/html,*/*"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<td>Takes all faults back</td>" in answer.text
    assert "<script" not in answer.text
    assert billing.client.get("/__govkit__/").json()["systems"] == ["billing"]


def test_what_is_not_there_is_said_with_what_is(billing: Served) -> None:
    missing = billing.client.get("/__govkit__/ledgers")
    assert missing.status_code == 404
    assert "ledger" in missing.json()["detail"]
    wrong = billing.client.delete("/__govkit__/clock")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, POST")
    parameter = billing.client.get("/__govkit__/ledger?sinze=1")
    assert parameter.status_code == 400
    assert "since" in parameter.json()["detail"]


def test_a_snapshot_is_given_back_as_often_as_wanted() -> None:
    with serving("billing@3") as served:
        headers = {"Authorization": "Bearer t"}
        served.client.post("/__govkit__/snapshot", json={"id": "start"})
        before = served.client.get("/customers?limit=100", headers=headers).json()
        for _ in range(2):
            known = before["data"][0]
            body = {key: known[key] for key in ("name", "legal_name", "region", "currency", "billing_address")}
            made = served.client.post("/customers", json=body, headers=headers | {"Idempotency-Key": "a-key-of-a-test"})
            assert made.status_code == 201
            assert "idempotent-replayed" not in made.headers
            assert (
                len(served.client.get("/customers?limit=100", headers=headers).json()["data"])
                == len(before["data"]) + 1
            )
            assert served.client.post("/__govkit__/restore", json={"id": "start"}).json()["systems"] == ["billing"]
            assert served.client.get("/customers?limit=100", headers=headers).json() == before
        assert served.client.post("/__govkit__/restore", json={"id": "other"}).status_code == 404
        assert served.client.delete("/__govkit__/snapshots/start").json() == []


def test_the_reset_of_one_system_leaves_the_others_alone() -> None:
    with serving("billing@3", "support") as served:
        for system, collection in (("billing", "/customers"), ("support", "/organizations")):
            order = {"system": system, "collection": collection, "records": [], "replace": True}
            assert served.client.post("/__govkit__/seed", json=order).status_code == 200
        assert served.client.post("/__govkit__/reset", json={"system": "billing"}).json() == {"reset": ["billing"]}
        records = "/__govkit__/records?system={}&collection={}"
        assert served.client.get(records.format("billing", "/customers")).json()
        assert served.client.get(records.format("support", "/organizations")).json() == []


def test_the_ledger_is_narrowed_as_asked(billing: Served) -> None:
    billing.client.post("/__govkit__/reset")
    headers = {"Authorization": "Bearer t", "Idempotency-Key": "a-key-of-a-test"}
    for _ in range(3):
        billing.client.post("/customers", json={}, headers=headers)
    billing.client.post("/customers", json={}, headers=headers | {"Idempotency-Key": "another-key"})
    asked = "/__govkit__/ledger"
    assert [one["seq"] for one in billing.client.get(f"{asked}?since=1&key=a-key-of-a-test").json()] == [2, 3]
    assert billing.client.get(f"{asked}?system=erp").json() == []
    assert billing.client.get(f"{asked}?since=x").status_code == 400
