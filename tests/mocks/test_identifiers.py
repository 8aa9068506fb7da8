"""Identifiers in the form that a description shows: there are as many as records."""

from __future__ import annotations

import json
from pathlib import Path

from govkit.mocks.declared.declared import Declared
from tests.mocks.serving import serving

ULID = {
    "type": "string",
    "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
    "example": "01G65Z755AFWAKHE12NY0CQ9FH",
    "readOnly": True,
}
METER = {"type": "object", "required": ["id"], "properties": {"id": ULID, "name": {"type": "string"}}}
SHOWN = {"description": "It.", "content": {"application/json": {"schema": METER}}}
LISTED = {"application/json": {"schema": {"type": "array", "items": METER}}}
NAMED = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Meters", "version": "1.0.0"},
    "paths": {
        "/meters": {
            "get": {"responses": {"200": {"description": "All.", "content": LISTED}}},
            "post": {
                "requestBody": {"content": {"application/json": {"schema": METER}}},
                "responses": {"201": SHOWN, "400": {"description": "Refused."}},
            },
        },
        "/meters/{id}": {"get": {"parameters": [NAMED], "responses": {"200": SHOWN}}},
    },
}


def test_identifiers_go_on_where_the_last_digits_of_the_example_are_used_up(tmp_path: Path) -> None:
    path = tmp_path / "meters.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    with serving(str(path)) as served:
        made = [served.client.post("/meters", json={"name": "a"}) for _ in range(120)]
        assert {one.status_code for one in made} == {201}
        keys = {one.json()["id"] for one in made}
        assert len(keys) == len(made)
        assert all(served.client.get(f"/meters/{key}").json()["id"] == key for key in keys)


def test_the_first_identifiers_of_the_estate_keep_their_schemas() -> None:
    """Also where a collection has no records yet that would show how wide its numbers are."""
    with serving("billing@3", "erp@2", "crm@4", "support@1", "customer-success@2") as served:
        made = []
        for behaviour in served.mocks.behaviours.values():
            assert isinstance(behaviour.writes, Declared)
            for rules in behaviour.writes.program.rules.values():
                if rules.identifier is not None:
                    resource = rules.resource
                    behaviour.empty(resource)
                    made.append(str(behaviour.writes.new_key(resource, behaviour.table(resource), {})))
        assert len(made) > 20
        assert all(one.endswith("0001") for one in made), made
        assert served.told == []
