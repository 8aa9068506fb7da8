"""What docs/witnesses.md shows is what is written, and its scripts run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govkit import api
from tests.e2e.contract_server import Document, serving
from tests.test_readme import blocks


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The witness of the page, with its documents beside it."""
    for name, length in (("old", 9), ("new", 5)):
        schema = {"type": "object", "properties": {"memo": {"type": "string", "maxLength": length}}}
        operation = {
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"204": {"description": "done"}},
        }
        info = {"title": "Notes", "version": "1"}
        document = {"openapi": "3.1.0", "info": info, "paths": {"/notes": {"post": operation}}}
        (tmp_path / f"{name}.yaml").write_text(json.dumps(document))
    outcome = api.diff(str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), api.Options(cache=False))
    api.write_witnesses(outcome, tmp_path / "witnesses")
    return tmp_path


@pytest.fixture(autouse=True)
def untracked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "witnesses.md").read_text(encoding="utf-8")


def test_the_request_of_the_page_is_the_one_that_is_written(sample: Path, page: str) -> None:
    (shown,) = blocks(page, "http")
    (file,) = (sample / "witnesses").glob("*.http")
    assert shown == file.read_text(encoding="utf-8")


def test_the_scripts_of_the_page_run(sample: Path, page: str) -> None:
    import urllib.error
    import urllib.request

    script, verification = blocks(page, "python")
    (file,) = (sample / "witnesses").glob("request-*.json")
    (pact,) = (sample / "witnesses" / "pacts").iterdir()
    statuses, passed = {}, {}
    names: dict[str, Any]
    for side in ("old", "new"):
        with serving(Document((sample / f"{side}.yaml").read_text())) as address:
            names = {"file": file, "base_url": address, "pact": pact}
            exec(script, names)
            try:
                with urllib.request.urlopen(names["message"]) as answer:
                    statuses[side] = answer.status
            except urllib.error.HTTPError as error:
                error.close()
                statuses[side] = error.code
            try:
                exec(verification.replace("http://localhost:8002", address.replace("127.0.0.1", "localhost")), names)
                passed[side] = True
            except RuntimeError:
                passed[side] = False
    assert statuses == {"old": 204, "new": 400}
    assert passed == {"old": True, "new": False}
    for name in ("README.md", "http-client.env.json"):
        assert f"| `{name}` |" in page
