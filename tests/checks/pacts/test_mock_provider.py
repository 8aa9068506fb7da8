"""A mock as the provider: Pact's verifier says of it what the static verdict says of its description."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from govkit.findings import Severity
from tests.checks.pacts.helpers import verified_trees
from tests.mocks.serving import serving

pytestmark = pytest.mark.long

pact = pytest.importorskip("pact")

THING = {
    "type": "object",
    "required": ["id", "name", "kind", "tags"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "kind": {"enum": ["a", "b"]},
        "tags": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "memo": {"type": "string"},
    },
}
EXAMPLE = {"id": 7, "name": "Ann", "kind": "a", "tags": ["x"]}
ANSWER = {"description": "A thing", "content": {"application/json": {"schema": THING, "example": EXAMPLE}}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
API = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1.0.0"},
    "paths": {"/things/{id}": {"get": {"parameters": [ID], "responses": {"200": ANSWER}}}},
}
BY_TYPE = {"$": {"matchers": [{"match": "type"}]}}


@pytest.mark.parametrize(
    ("path", "status", "body", "rules"),
    [
        ("/things/7", 200, EXAMPLE, BY_TYPE),
        ("/things/7", 200, {"name": "Bob", "tags": ["y"]}, BY_TYPE),
        ("/things/7", 200, {"kind": "a"}, {"$.kind": {"matchers": [{"match": "regex", "regex": "^(a|b)$"}]}}),
        ("/things/7", 200, {"id": "seven"}, BY_TYPE),
        ("/things/7", 200, {"memo": "x"}, BY_TYPE),
        ("/things/7", 200, {"nme": "Ann"}, BY_TYPE),
        ("/things/7", 200, {"kind": "c"}, {}),
        ("/thing/7", 200, EXAMPLE, BY_TYPE),
        ("/things/seven", 200, EXAMPLE, BY_TYPE),
        ("/things/7", 201, EXAMPLE, BY_TYPE),
    ],
)
def test_the_mock_passes_where_nothing_is_found(
    path: str, status: int, body: dict[str, Any], rules: dict[str, Any], tmp_path: Path
) -> None:
    response = {"status": status, "body": {"content": body, "contentType": "application/json", "encoded": False}}
    interaction = {
        "type": "Synchronous/HTTP",
        "description": "a thing",
        "request": {"method": "GET", "path": path},
        "response": {**response, "matchingRules": {"body": rules}},
    }
    tree = {
        "consumer": {"name": "web"},
        "provider": {"name": "things"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    (tmp_path / "things.json").write_text(json.dumps(API), encoding="utf-8")
    (tmp_path / "pact.json").write_text(json.dumps(tree), encoding="utf-8")
    with serving("things.json", cwd=tmp_path) as served:
        verifier = pact.Verifier("things", host="127.0.0.1").add_transport(url=f"http://127.0.0.1:{served.port}")
        with contextlib.suppress(RuntimeError):
            verifier.add_source(str(tmp_path / "pact.json")).verify()
    passed = verifier.results["interactionResults"][0]["result"] == "OK"
    clean = all(one.severity is not Severity.ERROR for one in verified_trees(API, tree).findings)
    assert passed == clean
