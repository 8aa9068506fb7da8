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


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    import json

    top = tmp_path_factory.mktemp("hostile")
    (top / "govkit.yaml").write_text("{}\n")
    for name, text in (("teams/finance", _TEAM), ("systems/billing", _SYSTEM), ("domains/money", _DOMAIN)):
        file = top / "catalog" / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text.format(evil=json.dumps(EVIL)), encoding="utf-8")
    (top / "catalog/teams/broken.yaml").write_text(f"kind: Team\nmetadata: {json.dumps(EVIL)}\n", encoding="utf-8")
    reader = reader_of(Path(top))
    reader.sign_in(Role.ADMIN)
    return reader


@pytest.mark.parametrize(
    "path", [*(page.path for _, pages in menu() for page in pages), "/teams/finance", "/systems/billing"]
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
