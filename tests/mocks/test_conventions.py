"""Whatever way an API has of saying things: what was written is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mocks.serving import Served, serving

CONVENTIONS = str(Path(__file__).with_name("conventions.yaml"))


@pytest.fixture
def api() -> Iterator[Served]:
    with serving(CONVENTIONS) as served:
        yield served


def test_an_item_in_a_frame_lives(api: Served) -> None:
    made = api.client.post("/framed", json={"name": "Ada"})
    assert (made.status_code, made.json().keys()) == (201, {"status_code", "data"})
    place = f"/framed/{made.json()['data']['id']}"
    assert made.headers["location"].endswith(place)
    assert api.client.get(place).json()["data"]["name"] == "Ada"
    assert "Ada" in [one.get("name") for one in api.client.get("/framed").json()["data"]]
    assert api.client.patch(place, json={"employees": 7}).json()["data"]["name"] == "Ada"
    assert api.client.get(place).json()["data"]["employees"] == 7
    assert api.client.delete(place).status_code == 200
    assert api.client.get(place).status_code == 404


def test_items_in_a_list_live(api: Served) -> None:
    made = api.client.put("/Listed", json={"Listed": [{"Name": "a"}, {"Name": "b"}]}).json()["Listed"]
    assert [one["Name"] for one in made] == ["a", "b"]
    first = f"/Listed/{made[0]['ListedID']}"
    assert api.client.get(first).json()["Listed"] == [made[0]]
    again = api.client.post("/Listed", json={"Listed": [{"ListedID": made[0]["ListedID"], "Name": "c"}]})
    assert [one["ListedID"] for one in again.json()["Listed"]] == [made[0]["ListedID"]]
    assert api.client.get(first).json()["Listed"][0]["Name"] == "c"
    api.client.post(first, json={"Listed": [{"Name": "d"}]})
    assert {"b", "d"} <= {one.get("Name") for one in api.client.get("/Listed").json()["Listed"]}


def test_forms_make_and_change_items(api: Served) -> None:
    made = api.client.post("/forms", data={"email": "a@b.example", "metadata[colour]": "red", "expand[]": "owner"})
    assert made.status_code == 200, made.text
    form = made.json()
    assert (form["id"][:4], form["email"], form["metadata"]) == ("frm_", "a@b.example", {"colour": "red"})
    assert "expand" not in form
    place = f"/forms/{form['id']}"
    assert api.client.post(place, data={"email": "c@d.example"}).json()["metadata"] == {"colour": "red"}
    assert api.client.get(place).json()["email"] == "c@d.example"
    assert api.client.delete(place).status_code == 200
    assert api.client.get(place).status_code == 404


def test_a_list_is_stated_at_once_and_an_item_has_two_names(api: Served) -> None:
    made = api.client.post("/subjects", json=[{"key": "north", "name": "N"}, {"key": "south"}]).json()
    assert [one["key"] for one in made] == ["north", "south"]
    for name in (made[0]["id"], "north", "key-north"):
        assert api.client.get(f"/subjects/{name}").json() == made[0]
    api.client.delete("/subjects/north")
    assert api.client.get(f"/subjects/{made[0]['id']}").status_code == 404
    assert api.client.get("/subjects/south").status_code == 200


def test_a_preview_makes_nothing(api: Served) -> None:
    before = api.client.get("/subjects").json()
    assert api.client.post("/subjects/preview").status_code == 201
    assert api.client.get("/subjects").json() == before


def test_an_item_of_several_kinds_stays_of_its_kind(api: Served) -> None:
    made = api.client.post("/rules", json={"kind": "call", "number": "112"}).json()
    assert (made["kind"], made["number"]) == ("call", "112")
    assert made["id"].startswith("rul_")
    assert api.client.get(f"/rules/{made['id']}").json() == made
    assert made in api.client.get("/rules").json()


def test_a_frame_within_a_frame_tells_the_next_page(api: Served) -> None:
    for number in range(3):
        api.client.post("/framed", json={"name": f"n{number}", "employees": number})
    seen, cursor = [], ""
    for _ in range(10):
        page = api.client.get(f"/framed?limit=2{cursor}").json()
        assert page["meta"]["total"] >= 3
        seen += [one["name"] for one in page["data"] if "name" in one]
        if page["meta"]["cursors"]["next"] is None:
            break
        cursor = f"&cursor={page['meta']['cursors']['next']}"
    assert [one for one in seen if one.startswith("n")] == ["n0", "n1", "n2"]


def test_filters_and_orders_may_hold_several(api: Served) -> None:
    for number in (2, 1, 3):
        api.client.post("/framed", json={"name": f"m{number}", "employees": number * 1000})
    named = api.client.get("/framed?filter[name]=m1").json()["data"]
    assert [one["employees"] for one in named] == [1000]
    falling = api.client.get("/framed?sort[by]=employees&sort[direction]=desc").json()["data"]
    assert [one["employees"] for one in falling][:3] == [3000, 2000, 1000]


def test_a_range_has_two_ends(api: Served) -> None:
    api.client.post("/__govkit__/clock", json={"now": "2026-01-01T00:00:00Z"})
    first = api.client.post("/forms", data={"email": "first"}).json()
    api.client.post("/__govkit__/clock", json={"advance": "PT1H"})
    api.client.post("/forms", data={"email": "second"})

    def listed(query: str) -> list[str]:
        return [one.get("email") for one in api.client.get(f"/forms?{query}").json()["data"]]

    at = first["created"]
    assert [one for one in listed(f"created[gte]={at}&created[lt]={at + 10}") if one == "first"] == ["first"]
    assert "first" not in listed(f"created[gte]={at + 10}")
    assert "second" in listed(f"created[gte]={at + 10}")


def test_a_list_may_be_asked_for_by_a_body(api: Served) -> None:
    api.client.post("/subjects", json=[{"key": "east", "name": "E"}, {"key": "west", "name": "W"}])
    found = api.client.post("/subjects/search", json={"query": {"field": "name", "operator": "=", "value": "W"}})
    assert [one["key"] for one in found.json()] == ["west"]
