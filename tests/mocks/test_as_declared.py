"""What mocks say and take besides records is as the description has it: entity tags, octets, names that are gone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.mocks.serving import serving

NOTE = {"type": "object", "properties": {"id": {"type": "string", "example": "note-24"}, "text": {"type": "string"}}}
CONTENT = {"application/json": {"schema": NOTE}}
NAMED = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def document(tag: dict[str, Any]) -> dict[str, Any]:
    shown = {"description": "It.", "content": CONTENT, "headers": {"ETag": {"schema": tag}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Notes", "version": "1.0.0"},
        "paths": {
            "/notes": {
                "get": {"responses": {"200": {"description": "All."}}},
                "post": {
                    "requestBody": {"content": CONTENT},
                    "responses": {"201": {"description": "It.", "content": CONTENT}},
                },
            },
            "/notes/{id}": {
                "parameters": [NAMED],
                "get": {"responses": {"200": shown, "404": {"description": "None."}}},
                "patch": {
                    "requestBody": {"content": CONTENT},
                    "responses": {"200": {"description": "It.", "content": CONTENT}, "412": {"description": "Other."}},
                },
                "delete": {"responses": {"204": {"description": "Gone."}}},
            },
            "/files": {
                "post": {
                    "requestBody": {
                        "required": True,
                        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
                    },
                    "responses": {"204": {"description": "Taken."}, "400": {"description": "Refused."}},
                }
            },
        },
    }


def written(tmp_path: Path, tag: dict[str, Any] | None = None) -> str:
    path = tmp_path / "notes.json"
    path.write_text(json.dumps(document(tag or {"type": "string"})), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("tag", "form"),
    [
        ({"type": "string"}, r'"\d+"'),
        ({"type": "string", "minLength": 4}, r'"v\d+"'),
        ({"type": "string", "pattern": '^"[0-9a-f]{32}"$'}, r'"[0-9a-f]{32}"'),
        ({"type": "string", "pattern": "^[0-9a-f]+$"}, r"[0-9a-f]{32}"),
    ],
)
def test_an_entity_tag_is_spelled_as_the_answer_declares_it(tmp_path: Path, tag: dict[str, Any], form: str) -> None:
    with serving(written(tmp_path, tag)) as served:
        key = served.client.post("/notes", json={"text": "a"}).json()["id"]
        told = served.client.get(f"/notes/{key}").headers["etag"]
        assert re.fullmatch(form, told)
        assert served.client.get(f"/notes/{key}", headers={"If-None-Match": told}).status_code == 304
        changed = served.client.patch(f"/notes/{key}", json={"text": "b"}, headers={"If-Match": told})
        assert changed.status_code == 200
        again = served.client.patch(f"/notes/{key}", json={"text": "c"}, headers={"If-Match": told})
        assert again.status_code == 412
        assert served.client.get(f"/notes/{key}").headers["etag"] != told


@pytest.mark.parametrize("sent", ["application/json", "application/octet-stream", "text/plain"])
@pytest.mark.parametrize("body", [b"{}", b"{", b"\xff\x00", b"null"])
def test_octets_of_any_media_type_are_taken_as_they_come(tmp_path: Path, sent: str, body: bytes) -> None:
    with serving(written(tmp_path)) as served:
        assert served.client.post("/files", content=body, headers={"Content-Type": sent}).status_code == 204


def test_a_name_that_was_taken_away_is_not_given_again(tmp_path: Path) -> None:
    """Nor is it where nothing was found under it, and the operation has no word for that."""
    with serving(written(tmp_path)) as served:
        first = served.client.post("/notes", json={"text": "a"}).json()["id"]
        stem, number = first.rsplit("-", 1)
        coming = f"{stem}-{int(number) + 1:0{len(number)}d}"
        assert served.client.delete(f"/notes/{coming}").status_code == 204
        made = {served.client.post("/notes", json={"text": "b"}).json()["id"] for _ in range(5)}
        assert coming not in made
        assert served.client.get(f"/notes/{coming}").status_code == 404
