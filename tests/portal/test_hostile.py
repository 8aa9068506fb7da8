"""Texts of the catalog are texts, whatever stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.portal.page import menu
from govkit.portal.security.roles import Role
from tests.portal.conftest import Reader, reader_of
from tests.portal.test_pages import read

EVIL = "</code></h1><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}\u202eevil"

_TEAM = """\
apiVersion: govkit/v1
kind: Team
metadata: {{name: finance, title: {evil}, description: {evil}}}
spec:
  contacts: [{{email: finance@example.com, chat: {evil}}}]
"""
_SYSTEM = """\
apiVersion: govkit/v1
kind: System
metadata: {{name: billing, title: {evil}, description: {evil}}}
spec:
  domain: money
  owner: team:finance
  businessOwner: team:finance
  vendor: {evil}
  regions: [{evil}]
"""
_DOMAIN = """\
apiVersion: govkit/v1
kind: Domain
metadata: {{name: money, title: {evil}, description: {evil}}}
spec: {{owner: team:finance}}
"""
_CONSUMER = """\
apiVersion: govkit/v1
kind: Consumer
metadata: {{name: screen, title: {evil}, description: {evil}}}
spec:
  owner: team:finance
  contact: {{chat: {evil}}}
  uses: [{{api: billing@1, operations: [GET /invoices], fields: [{evil}]}}]
"""
_MAPPING = """\
apiVersion: govkit/v1
kind: Mapping
metadata: {{name: billing-invoice, title: {evil}, description: {evil}}}
spec:
  owner: team:finance
  entity: invoice
  api: billing@1.0.0
  schema: {evil}
  fields: {{name: {evil}, type: {{value: {evil}}}, state: {{map: {{{evil}: {evil}}}}}}}
  unmapped: {{memo: {evil}}}
"""
_ENVIRONMENT = """\
apiVersion: govkit/v1
kind: Environment
metadata: {{name: production, title: {evil}, description: {evil}}}
spec:
  owner: team:finance
  deployments: [{{name: screen, version: 1.0.0, since: 2024-01-01}}]
"""
_ENTRIES = {
    "teams/finance": _TEAM,
    "systems/billing": _SYSTEM,
    "domains/money": _DOMAIN,
    "consumers/screen": _CONSUMER,
    "mappings/billing-invoice": _MAPPING,
    "environments/production": _ENVIRONMENT,
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    import json

    top = tmp_path_factory.mktemp("hostile")
    (top / "govkit.yaml").write_text("{}\n")
    for name, text in _ENTRIES.items():
        file = top / "catalog" / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text.format(evil=json.dumps(EVIL)), encoding="utf-8")
    (top / "catalog/teams/broken.yaml").write_text(f"kind: Team\nmetadata: {json.dumps(EVIL)}\n", encoding="utf-8")
    reader = reader_of(Path(top))
    reader.sign_in(Role.ADMIN)
    return reader


@pytest.mark.parametrize(
    "path", [*(page.path for _, pages in menu() for page in pages), *(f"/{name}" for name in _ENTRIES)]
)
def test_no_text_of_the_catalog_is_markup(hostile: Reader, path: str) -> None:
    answer = hostile.get(path)
    assert answer.status_code in (200, 409, 422), answer.text
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text
    assert "\u202e" not in answer.text
    assert not read(answer.text).inline


def test_a_text_is_shown_as_it_stands(hostile: Reader) -> None:
    answer = hostile.get("/teams/finance")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "{{ 7*7 }}" in answer.text


def test_what_is_asked_is_no_markup(hostile: Reader) -> None:
    answer = hostile.get("/teams", params={"q": EVIL})
    assert "<script>alert" not in answer.text
    assert "<script>alert" not in hostile.get(f"/teams/{EVIL}".replace("/code", "")).text


_API = """\
openapi: 3.1.0
info: {{title: {evil}, version: 1.0.0, description: {evil}}}
tags: [{{name: {evil}}}]
paths:
  "/{{LONG}}/<img src=x>":
    parameters: [{{name: {long}, in: path, required: true, description: {evil}, schema: {{type: string}}}}]
    get:
      operationId: {evil}
      summary: {evil}
      description: {evil}
      tags: [{evil}]
      security: [{{{evil}: [{evil}]}}]
      parameters: [{{name: {evil}, in: query, schema: {{default: {evil}, pattern: {evil}, enum: [{evil}]}}}}]
      requestBody: {{description: {evil}, content: {{{evil}: {{schema: {{$ref: "#/components/schemas/Evil"}}}}}}}}
      responses:
        "200":
          description: {evil}
          headers: {{{evil}: {{description: {evil}, schema: {{type: string}}}}}}
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/Evil"}}, example: {evil}}}}}
        {evil}: {{description: {evil}}}
  /../..: {{get: {{}}}}
components:
  schemas:
    Evil:
      type: object
      description: {evil}
      required: [{evil}]
      properties:
        {evil}: {{type: string, title: {evil}, description: {evil}, enum: [{evil}]}}
        again: {{$ref: "#/components/schemas/Evil"}}
        {long}: {{}}
      patternProperties: {{{evil}: {{type: array, items: {{$ref: "#/components/schemas/Evil"}}}}}}
      oneOf: [{{$ref: "#/components/schemas/Evil"}}, {{title: {evil}, const: {evil}}}]
    {evil}: {{$ref: {evil}}}
    "..": {{type: object, additionalProperties: {{$ref: "#/components/schemas/.."}}}}
    {long}: {{}}
"""


def test_no_text_of_an_api_document_is_markup(tmp_path: Path) -> None:
    """Each page of two versions that are full of markup, and of what changed between them."""
    import json

    from tests.portal.test_reference import ENTRIES, shop

    evil, long = json.dumps(EVIL), json.dumps("long" * 200)
    spec = _API.format(evil=evil, long=long).replace("LONG", "long" * 200)
    more = "    - {version: 2.0.0, lifecycle: active, released: 2026-06-01, definition: specs/shop2.yaml}\n"
    entries = {**ENTRIES, "apis/shop": ENTRIES["apis/shop"] + more}
    portal = shop(tmp_path, spec, entries)
    (tmp_path / "specs/shop2.yaml").write_text(spec.replace("type: string", "type: [string, 'null']"), encoding="utf-8")
    waiting, seen = ["/apis/shop"], {"/apis/shop"}
    while waiting:
        path = waiting.pop()
        answer = portal.get(path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path
        assert "\u202e" not in answer.text, path
        links = read(answer.text)
        assert not links.inline, path
        anew = {link for link in links.found if link.startswith("/apis/shop/")} - seen
        seen |= anew
        waiting += anew
    assert sum("/operations/" in path for path in seen) >= 4
    assert sum("/schemas/" in path for path in seen) >= 6
    assert any("/diff/" in path for path in seen)
