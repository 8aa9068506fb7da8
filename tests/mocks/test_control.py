"""The control API: what happened is told, what is ordered happens, and no page of another site has a say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.mocks.serving import Served, serving

PETS = str(Path(__file__).with_name("pets.yaml"))


@pytest.fixture
def pets() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


def _control(served: Served, name: str, body: Any = None) -> Any:
    address = f"/__govkit__/{name}"
    answer = served.client.get(address) if body is None else served.client.post(address, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_ledger_tells_every_write(pets: Served) -> None:
    pets.client.post("/pets", json={"name": "a"}, headers={"Idempotency-Key": "k1"})
    pets.client.post("/pets", json={"name": "a"}, headers={"Idempotency-Key": "k1"})
    pets.client.post("/pets", json={"name": ""})
    pets.client.get("/pets/1")
    ledger = _control(pets, "ledger")
    assert [list(entry) for entry in ledger] == [
        ["seq", "at", "system", "operation", "key", "path", "body", "status", "committed", "cause"]
    ] * 3
    assert [(entry["seq"], entry["key"], entry["status"], entry["committed"]) for entry in ledger] == [
        (1, "k1", 201, True),
        (2, "k1", 201, False),
        (3, None, 400, False),
    ]
    assert ledger[0]["body"] == {"name": "a"}
    journal = _control(pets, "journal")
    assert [(entry["method"], entry["status"]) for entry in journal] == [
        ("POST", 201), ("POST", 201), ("POST", 400), ("GET", 200),
    ]  # fmt: skip
    assert "name" in journal[2]["refused"]


def test_the_ledger_tells_what_bodies_said_however_they_came(pets: Served) -> None:
    """Members that come twice count as they were read; what is no JSON is told as its schema has it."""
    kind = {"Content-Type": "application/json"}
    pets.client.post("/pets", content=b' {"name": "x",\n"name": "\\u0061"}', headers=kind)
    pets.client.post("/pets", content=b'{"name": "b", "tag": "t"}', headers=kind)
    pets.client.post("/upload", data={"n": "3"})
    pets.client.post("/pets", content=b"{", headers=kind)
    ledger = _control(pets, "ledger")
    assert [(entry["status"] < 300, entry["body"]) for entry in ledger] == [
        (True, {"name": "a"}), (True, {"name": "b", "tag": "t"}), (True, {"n": 3}), (False, None),
    ]  # fmt: skip


def test_a_commit_may_be_followed_by_a_cut(pets: Served) -> None:
    _control(pets, "faults", {"fault": "drop", "operation": "POST /pets", "times": 1, "afterCommit": True})
    with pytest.raises(httpx.TransportError):
        pets.client.post("/pets", json={"name": "lost"})
    assert [(entry["status"], entry["committed"]) for entry in _control(pets, "ledger")] == [(201, True)]
    assert "lost" in [pet["name"] for pet in pets.client.get("/pets").json()]
    assert pets.client.post("/pets", json={"name": "fine"}).status_code == 201


def test_a_cut_may_come_before_the_commit(pets: Served) -> None:
    _control(pets, "faults", {"fault": "drop", "times": 1})
    with pytest.raises(httpx.TransportError):
        pets.client.post("/pets", json={"name": "lost"})
    assert [(entry["status"], entry["committed"]) for entry in _control(pets, "ledger")] == [(0, False)]
    assert "lost" not in [pet["name"] for pet in pets.client.get("/pets").json()]


def test_errors_strike_as_often_as_ordered(pets: Served) -> None:
    order = {"fault": "error", "status": 429, "retryAfter": 7, "times": 2, "operation": "GET /pets/*"}
    _control(pets, "faults", order)
    answers = [pets.client.get("/pets/1") for _ in range(3)]
    assert [one.status_code for one in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[0].json()["error"]["code"] == 429
    assert _control(pets, "faults")[0]["hits"] == 2


def test_an_error_after_the_commit_hides_that_it_happened(pets: Served) -> None:
    _control(pets, "faults", {"fault": "error", "status": 500, "times": 1, "afterCommit": True})
    assert pets.client.post("/pets", json={"name": "there"}).status_code == 500
    assert "there" in [pet["name"] for pet in pets.client.get("/pets").json()]


def test_half_an_answer_is_none(pets: Served) -> None:
    _control(pets, "faults", {"fault": "truncate", "times": 1})
    with pytest.raises(httpx.TransportError):
        pets.client.get("/pets/1")
    assert pets.client.get("/pets/1").status_code == 200


def test_the_same_seed_strikes_the_same_requests(pets: Served) -> None:
    runs = []
    for _ in range(2):
        _control(pets, "reset", {})
        _control(pets, "faults", {"fault": "error", "odds": 0.5, "seed": 11})
        runs.append([pets.client.get("/pets/1").status_code for _ in range(20)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


def test_reset_begins_anew(pets: Served) -> None:
    pets.client.post("/pets", json={"name": "a"})
    _control(pets, "reset", {})
    assert len(pets.client.get("/pets").json()) == 2
    assert _control(pets, "ledger") == []


def test_records_are_seeded_and_held_against_their_schema(pets: Served) -> None:
    order = {"collection": "/pets", "records": [{"id": 41, "name": "Seed"}], "replace": True}
    assert _control(pets, "seed", order)["records"] == 1
    assert pets.client.get("/pets").json() == [{"id": 41, "name": "Seed"}]
    wrong = pets.client.post("/__govkit__/seed", json=order | {"records": [{"id": "x"}]})
    assert wrong.status_code == 422


def test_the_clock_stands_and_moves() -> None:
    with serving("billing@3") as served:
        _control(served, "clock", {"now": "2026-02-01T10:00:00Z"})
        assert _control(served, "clock", {"advance": "PT1H30M"})["now"].startswith("2026-02-01T11:30:00")
        headers = {"Authorization": "Bearer t", "Idempotency-Key": "clock-key"}
        known = served.client.get("/customers/cus_1001", headers=headers).json()
        body = {key: known[key] for key in ("name", "legal_name", "region", "currency", "billing_address")}
        assert (
            served.client.post("/customers", json=body, headers=headers).json()["created_at"] == "2026-02-01T11:30:00Z"
        )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_sites_have_no_say(pets: Served, headers: dict[str, str]) -> None:
    for answer in (
        pets.client.post("/__govkit__/reset", headers=headers),
        pets.client.get("/__govkit__/ledger", headers=headers),
        pets.client.options("/__govkit__/ledger", headers=headers),
    ):
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("faults", b'{"fault": "fire"}'),
        ("faults", b'{"fault": "drop", "odds": 2}'),
        ("faults", b'{"fault": "drop", "times": true}'),
        ("faults", b'{"fault": "drop", "colour": 1}'),
        ("faults", b"["),
        ("clock", b"{}"),
        ("clock", b'{"advance": "soon"}'),
        ("clock", b'{"advance": 1e300}'),
        ("clock", b'{"now": "yesterday"}'),
        ("seed", b"[]"),
        ("seed", b'{"collection": "/nowhere"}'),
        ("seed", b'{"collection": ["/pets"], "system": {}}'),
        ("nothing", b""),
    ],
)
def test_a_mistaken_order_is_refused(pets: Served, name: str, body: bytes) -> None:
    answer = pets.client.post(f"/__govkit__/{name}", content=body)
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]
    assert pets.client.get("/pets/1").status_code == 200
