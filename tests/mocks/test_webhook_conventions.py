"""The name of a webhook says when it is told, in whatever way APIs write such names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.gate.mocking import Mocks
from govkit.mocks.messages import Request
from govkit.mocks.webhooks.subscriptions import Origin

_JSON = {"content-type": "application/json"}
PET: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "status"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "status": {"type": "string", "enum": ["here", "adopted", "in_care"]},
    },
}
MAKE = ("POST", "/petNames", {"name": "Rex"})
CHANGE = ("PATCH", "/petNames/1", {"name": "Max"})
CARE = ("PATCH", "/petNames/1", {"status": "in_care"})
ADOPT = ("POST", "/petNames/1/adopt", None)
REMOVE = ("DELETE", "/petNames/1", None)


def _mocks(folder: Path, *names: str, path: str = "/pets", body: Any = None, post: Any = None, **more: Any) -> Mocks:
    answer = {"description": "One.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    several = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    listed = {"description": "All.", "content": {"application/json": {"schema": several}}}
    sent = {"content": {"application/json": {"schema": {"type": "object"}}}}
    identified = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    gone = {"404": {"description": "None."}}
    told = {"content": {"application/json": {"schema": body or {"$ref": "#/components/schemas/Pet"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            path: {
                "get": {
                    "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": listed}}}}
                },
                "post": post or {"requestBody": sent, "responses": {"201": answer}},
            },
            f"{path}/{{id}}": {
                "parameters": identified,
                "get": {"responses": {"200": answer, **gone}},
                "patch": {"requestBody": sent, "responses": {"200": answer, **gone}},
                "delete": {"responses": {"204": {"description": "Gone."}, **gone}},
            },
            f"{path}/{{id}}/adopt": {"parameters": identified, "post": {"responses": {"200": answer, **gone}}},
        },
        "webhooks": {
            name: {"post": {"requestBody": told, "responses": {"200": {"description": "Taken."}}, **more}}
            for name in names
        },
        "components": {"schemas": {"Pet": PET}},
    }
    file = folder / "pets.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False))
    mocks = Mocks([str(file)])
    mocks.serving.close()
    mocks.webhooks.subscriptions.add("http://127.0.0.1:9/", Origin.CONTROL)
    return mocks


def _told(mocks: Mocks, *requests: tuple[str, str, Any], path: str = "/pets") -> list[str]:
    for method, address, body in requests:
        content = json.dumps(body).encode() if body is not None else b""
        request = Request(method, address.replace("/petNames", path), "", _JSON if content else {}, content)
        assert mocks.systems[0].handle(request).answer.status < 300
    return [one.hook.name for one in mocks.webhooks.log]


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("pet.created", MAKE), ("petCreated", MAKE), ("PetCreated", MAKE), ("pet_created", MAKE), ("newPet", MAKE),
        ("onPetCreated", MAKE), ("pet-added", MAKE), ("shop.pet.created", MAKE), ("createdPet", MAKE),
        ("PET_CREATED", MAKE),
        ("pet.updated", CHANGE), ("pet.changed", CHANGE), ("pet.in_care", CARE), ("petInCare", CARE),
        ("pet.adopted", ADOPT), ("petAdopted", ADOPT), ("pet.adopt", ADOPT),
        ("pet.deleted", REMOVE), ("petRemoved", REMOVE),
    ],
)  # fmt: skip
def test_a_name_says_when_it_is_told(name: str, request_: tuple[str, str, Any], tmp_path: Path) -> None:
    before = [] if request_ is MAKE else [("GET", "/petNames", None)]
    assert _told(_mocks(tmp_path, name), *before, request_) == [name]


@pytest.mark.parametrize("name", ["carpetCreated.x", "order.created", "created", "pet", "pet.ringed", "pet.deleted"])
def test_another_name_is_not_told_when_something_is_made(name: str, tmp_path: Path) -> None:
    assert _told(_mocks(tmp_path, name), MAKE) == []


def test_each_of_several_records_that_one_request_makes_is_told(tmp_path: Path) -> None:
    several = {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}
    answer = {"description": "All.", "content": {"application/json": several}}
    made = {"requestBody": {"content": {"application/json": several}}, "responses": {"201": answer}}
    mocks = _mocks(tmp_path, "pet.created", path="/pets", post=made)
    pets = [{"id": number, "name": f"Rex {number}", "status": "here"} for number in (7, 8)]
    assert _told(mocks, ("POST", "/petNames", pets)) == ["pet.created"] * 2
    assert [one.body["name"] for one in mocks.webhooks.log] == ["Rex 7", "Rex 8"]


def test_the_most_telling_event_is_told_alone(tmp_path: Path) -> None:
    mocks = _mocks(tmp_path, "pet.updated", "pet.adopted", "pet.created")
    assert _told(mocks, MAKE, ADOPT, CHANGE) == ["pet.created", "pet.adopted", "pet.updated"]


def test_a_change_that_changes_nothing_is_not_told(tmp_path: Path) -> None:
    mocks = _mocks(tmp_path, "pet.updated")
    assert _told(mocks, CHANGE) == ["pet.updated"]
    assert _told(mocks, CHANGE) == ["pet.updated"]


def test_an_event_of_changes_tells_of_what_is_new_where_it_says_so(tmp_path: Path) -> None:
    assert _told(_mocks(tmp_path, "pet.updated"), MAKE) == []
    (tmp_path / "more").mkdir()
    assert _told(_mocks(tmp_path / "more", "pet.updated", summary="A pet was created or changed"), MAKE) == [
        "pet.updated"
    ]


def test_names_of_collections_and_events_may_be_of_different_length(tmp_path: Path) -> None:
    mocks = _mocks(tmp_path, "pet.created", path="/house-pets")
    assert _told(mocks, MAKE, path="/house-pets") == ["pet.created"]


def test_a_webhook_whose_body_has_no_place_for_the_record_is_not_told(tmp_path: Path) -> None:
    body = {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}}
    assert _told(_mocks(tmp_path, "pet.created", body=body), MAKE) == []


_PET = {"$ref": "#/components/schemas/Pet"}
ENVELOPES: dict[str, Any] = {
    "data": {"id": {"type": "string"}, "type": {"const": "pet.created"}, "data": _PET},
    "data.object": {
        "id": {"type": "string"}, "created": {"type": "integer"}, "type": {"type": "string"},
        "data": {"type": "object", "required": ["object"], "properties": {"object": _PET}},
    },
    "by the noun": {"eventId": {"type": "string"}, "pet": _PET, "petId": {"type": "integer"}},
    "cloud event": {
        "specversion": {"const": "1.0"}, "id": {"type": "string"}, "source": {"type": "string"},
        "type": {"type": "string"}, "time": {"type": "string", "format": "date-time"},
        "data": _PET,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_holds_the_record_and_speaks_of_this_event(name: str, tmp_path: Path) -> None:
    body = {"type": "object", "required": list(ENVELOPES[name]), "properties": ENVELOPES[name]}
    mocks = _mocks(tmp_path, "pet.created", body=body)
    _told(mocks, MAKE, MAKE)
    first, second = (one.body for one in mocks.webhooks.log)
    text = json.dumps(first)
    assert '"name": "Rex"' in text
    assert first != second
    assert first.get("id", first.get("eventId")) != second.get("id", second.get("eventId"))
    assert first.get("type", "pet.created") == "pet.created"
    assert first.get("petId", first.get("pet", {}).get("id")) == first.get("pet", {}).get("id")
    assert "specversion" not in first or first["time"].startswith("20")
