"""How records are written: patches of both kinds, preconditions, preferences, keys of repetitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from govkit.mocks.messages import Refused
from govkit.mocks.state.patches import patched
from tests.mocks.serving import Served, serving

NOTES = str(Path(__file__).with_name("notes.yaml"))
FIRST = {"title": "a", "text": "b", "tags": ["x", "y"], "place": {"town": "Oslo"}}


@pytest.fixture
def notes() -> Iterator[Served]:
    with serving(NOTES) as served:
        yield served


@pytest.fixture
def place(notes: Served) -> str:
    return str(notes.client.post("/notes", json=FIRST).headers["location"])


def _patch(notes: Served, place: str, body: Any, kind: str = "json-patch", **headers: str) -> httpx.Response:
    sent = {"Content-Type": f"application/{kind}+json", **headers}
    return notes.client.patch(place, content=json.dumps(body), headers=sent)


def test_a_json_patch_is_performed_whole_or_not_at_all(notes: Served, place: str) -> None:
    good = [
        {"op": "test", "path": "/tags/1", "value": "y"},
        {"op": "add", "path": "/tags/-", "value": "z"},
        {"op": "remove", "path": "/tags/0"},
        {"op": "move", "from": "/place/town", "path": "/place/street"},
        {"op": "copy", "from": "/title", "path": "/text"},
        {"op": "replace", "path": "/title", "value": "new"},
    ]
    changed = _patch(notes, place, good).json()
    assert (changed["tags"], changed["place"], changed["text"], changed["title"]) == (
        ["y", "z"],
        {"street": "Oslo"},
        "a",
        "new",
    )
    assert notes.client.get(place).json() == changed
    for wrong, status in (
        ([{"op": "replace", "path": "/title", "value": "lost"}, {"op": "test", "path": "/text", "value": "no"}], 409),
        ([{"op": "replace", "path": "/title", "value": ""}], 422),
        ([{"op": "remove", "path": "/title"}], 422),
        ([{"op": "add", "path": "", "value": 5}], 422),
        ([{"op": "shred", "path": "/title"}], 422),
    ):
        assert _patch(notes, place, wrong).status_code == status, wrong
    assert notes.client.get(place).json() == changed


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "/a/x", "value": 1},
        {"op": "add", "path": "/a/01", "value": 1},
        {"op": "add", "path": "/a/4", "value": 1},
        {"op": "add", "path": "a", "value": 1},
        {"op": "remove", "path": "/b"},
        {"op": "remove", "path": "/a/-"},
        {"op": "remove", "path": ""},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "move", "from": "/a", "path": "/a/0"},
        {"op": "test", "path": "/c", "value": 1},
        {"op": "add", "path": "/c/d", "value": 1},
        {"op": "add", "path": "/a/99999999999999999999", "value": 1},
        {"op": "add", "path": "/a"},
        {"op": ["add"], "path": "/a"},
        {"op": "copy", "from": 3, "path": "/a"},
        7,
    ],
    ids=str,
)
def test_an_operation_that_cannot_be_done_is_refused(operation: Any) -> None:
    value = {"a": [1, 2, 3], "c": True, "~x/y": 0}
    with pytest.raises(Refused):
        patched(value, [operation])
    assert value == {"a": [1, 2, 3], "c": True, "~x/y": 0}


def test_pointers_are_escaped() -> None:
    assert patched({"~x/y": {"": 0}}, [{"op": "replace", "path": "/~0x~1y/", "value": 1}]) == {"~x/y": {"": 1}}


def test_a_merge_patch_goes_into_objects_and_replaces_lists(notes: Served, place: str) -> None:
    changed = _patch(notes, place, {"place": {"street": "A"}, "tags": ["z"], "text": None}, "merge-patch").json()
    assert changed["place"] == {"town": "Oslo", "street": "A"}
    assert (changed["tags"], changed["text"]) == (["z"], None)
    assert "town" not in _patch(notes, place, {"place": {"town": None}}, "merge-patch").json()["place"]
    no_objects: list[Any] = [5, [], "x", None]
    for one in no_objects:
        assert _patch(notes, place, one, "merge-patch").status_code == 422
    assert notes.client.get(place).json()["title"] == "a"


def test_what_is_only_written_is_never_shown(notes: Served, place: str) -> None:
    changed = notes.client.put(place, json={"title": "t", "password": "p"})
    assert (changed.status_code, "password" in changed.json()) == (200, False)
    assert "password" not in notes.client.get(place).json()


def test_weak_tags_are_for_readers(notes: Served, place: str) -> None:
    tag = notes.client.get(place).headers["etag"]
    assert notes.client.get(place, headers={"If-None-Match": f'"0", W/{tag}'}).status_code == 304
    assert notes.client.put(place, json={"title": "t"}, headers={"If-Match": f"W/{tag}"}).status_code == 412
    assert notes.client.put(place, json={"title": "t"}, headers={"If-None-Match": "*"}).status_code == 412
    assert notes.client.put(place, json={"title": "t"}, headers={"If-None-Match": '"0"'}).status_code == 200
    tag = notes.client.get(place).headers["etag"]
    assert notes.client.put(place, json={"title": "t"}, headers={"If-Match": f'"x, y", {tag}'}).status_code == 200


def test_who_prefers_little_gets_little(notes: Served, place: str) -> None:
    made = notes.client.post("/notes", json=FIRST, headers={"Prefer": "return=minimal"})
    assert (made.status_code, made.headers["preference-applied"], made.content) == (204, "return=minimal", b"")
    assert notes.client.get(made.headers["location"]).json()["title"] == "a"
    changed = notes.client.put(place, json={"title": "t"}, headers={"Prefer": 'respond-async, return="minimal"'})
    assert (changed.status_code, changed.headers["etag"]) == (204, '"2"')
    assert notes.client.put(place, json={"title": "t"}, headers={"Prefer": "return=representation"}).status_code == 200


def test_a_used_key_is_refused_as_the_text_says(notes: Served) -> None:
    key = {"Idempotency-Key": "k"}
    assert notes.client.post("/notes", json=FIRST, headers=key).status_code == 201
    assert notes.client.post("/notes", json=FIRST | {"title": "other"}, headers=key).status_code == 409


def test_requests_with_one_key_at_once_are_one(notes: Served) -> None:
    def post(_: int) -> httpx.Response:
        return notes.client.post("/notes", json=FIRST, headers={"Idempotency-Key": "at-once"})

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(post, range(32)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1


def test_keys_are_forgotten_as_the_catalog_says_on_the_clock_of_the_mock() -> None:
    body = {"organizationId": "", "subject": "s", "description": "d", "type": "task", "priority": "low"}
    headers = {"Authorization": "Bearer token", "Idempotency-Key": "key-of-48-hours"}
    with serving("support") as served:
        known = served.client.get("/tickets", headers=headers).json()[0]
        body |= {"organizationId": known["organizationId"], "channel": "api"}

        def made() -> bool:
            answer = served.client.post("/tickets", json=body, headers=headers)
            assert answer.status_code == 201, answer.text
            return "idempotent-replayed" not in answer.headers

        assert [made(), made()] == [True, False]
        served.client.post("/__govkit__/clock", json={"advance": "PT47H"})
        assert not made()
        served.client.post("/__govkit__/clock", json={"advance": "PT1H1M"})
        assert made()


def test_copies_of_copies_are_bounded() -> None:
    doubling = [{"op": "copy", "from": "", "path": f"/a{number}"} for number in range(40)]
    with pytest.raises(Refused, match="are copied"):
        patched({"a": 1}, doubling)
    deepening = [{"op": "copy", "from": "/a", "path": "/a/a"} for _ in range(15)]
    patched({"a": {"b": 1}}, deepening[:2])
    nested: list[dict[str, Any]] = [{"op": "add", "path": "/a" * number, "value": {}} for number in range(1, 200)]
    with pytest.raises(Refused, match="too deep"):
        patched({}, nested)


def test_a_flood_of_records_is_turned_away_until_some_are_gone(
    notes: Served, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govkit.mocks.state.writing.MOST_HELD", 100_000)
    statuses = [notes.client.post("/notes", json={"title": "t" * 10_000}).status_code for _ in range(15)]
    assert (statuses[0], statuses[-1]) == (201, 507)
    assert notes.client.get(place).status_code == 200
    notes.client.post("/__govkit__/reset", json={})
    assert notes.client.post("/notes", json=FIRST).status_code == 201


def test_the_oldest_writes_are_forgotten_where_their_bodies_are_large(
    notes: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govkit.mocks.books._MOST_BYTES", 50_000)
    for number in range(10):
        notes.client.post("/notes", json={"title": f"{number}" * 10_000})
    assert [entry["seq"] for entry in notes.client.get("/__govkit__/ledger").json()] == [7, 8, 9, 10]
