"""`govkit report coverage`: what of the APIs is covered by recorded contracts, and by whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.contract_estate import files, govkit, interaction, write, write_pact

PLAIN = """\
apiVersion: govkit/v1
kind: Consumer
metadata: {name: till}
spec: {owner: ours, uses: [{api: billing@2, operations: [POST /invoices]}]}
"""
MORE = """\
  /invoices:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {total: {type: string}, memo: {type: string}}}
      responses: {'204': {description: done}, '4XX': {description: wrong}}
webhooks:
  paid:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
      responses: {'204': {description: done}}
"""


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two consumers of one version: one reads an invoice, the other reads it and makes one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    top = write(tmp_path / "estate", files() | {"catalog/consumers/till.yaml": PLAIN})
    spec = top / "specs/billing/2.1.0/openapi.yaml"
    spec.write_text(spec.read_text() + MORE)
    monkeypatch.chdir(top)
    making = {
        "description": "a new invoice",
        "request": {"method": "POST", "path": "/invoices", "body": {"total": "1"}},
        "response": {"status": 400},
    }
    for name, interactions in (("dashboard", [interaction()]), ("till", [interaction("id"), making])):
        path = write_pact(tmp_path, f"{name}.json", *interactions, consumer=name)
        done = govkit("pact", "publish", path, "--version", "1.0.0", "--api", "billing@2")
        assert done.exit_code == 0, done.stderr
    return top


def coverage(*arguments: str) -> Any:
    done = govkit("report", "coverage", "--on", "2026-06-01", "--format", "json", *arguments)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def rows(document: Any, name: str) -> list[dict[str, Any]]:
    return [
        one for one in next(t["rows"] for t in document["tables"] if t["name"] == name) if one["version"] == "2.1.0"
    ]


def test_operations_statuses_and_fields_are_counted_with_the_consumers_that_record_them(estate: Path) -> None:
    document = coverage()
    (version,) = rows(document, "versions")
    assert {key: version[key] for key in ("operations", "covered", "statuses", "covered-statuses")} == {
        "operations": 3,
        "covered": 2,
        "statuses": 3,
        "covered-statuses": 2,
    }
    assert (version["request-fields"], version["sent"]) == (2, 1)
    assert (version["response-fields"], version["read"]) == (3, 2), "of an invoice two, of the webhook one"
    assert (version["consumers"], version["fuzzing"]) == (["dashboard", "till"], "not run")
    got, made = rows(document, "operations")
    assert (got["operation"], got["consumers"]) == ("GET /invoices/{id}", ["dashboard", "till"])
    assert (made["operation"], made["statuses"], made["uncovered-statuses"]) == ("POST /invoices", ["4XX"], ["204"])
    fields = {(one["how"], one["field"]): one["consumers"] for one in rows(document, "fields")}
    assert fields == {
        ("read", "/total"): ["dashboard"],
        ("read", "/id"): ["dashboard", "till"],
        ("sent", "/total"): ["till"],
    }


def test_what_no_pact_records_is_listed_and_the_total_stands_in_the_figures(estate: Path) -> None:
    document = coverage("--api", "billing@2.1.0")
    assert [one["operation"] for one in rows(document, "uncovered")] == ["POST webhook:paid"]
    figures = {one["name"]: one["value"] for one in document["figures"]}
    assert figures == {"operations": 3, "covered": 2, "statuses": 3, "covered-statuses": 2}


def test_a_version_that_nobody_uses_is_there_with_nothing_covered(estate: Path) -> None:
    found = next(one for one in coverage()["tables"][0]["rows"] if one["version"] == "3.0.0")
    assert (found["operations"], found["covered"], found["consumers"]) == (1, 0, [])


def test_a_schema_that_contains_itself_is_counted_once(estate: Path) -> None:
    spec = estate / "specs/billing/2.1.0/openapi.yaml"
    tree = "properties: {id: {type: string}, next: {$ref: '#/components/schemas/Node'}}"
    text = spec.read_text().replace("schema: {type: object, properties: {total", "schema: {x: &x 1, properties: {total")
    text = text.replace(
        "properties: {total: {type: string}, memo: {type: string}}", "$ref: '#/components/schemas/Node'"
    )
    spec.write_text(f"{text}components:\n  schemas:\n    Node:\n      type: object\n      {tree}\n")
    (version,) = rows(coverage(), "versions")
    assert version["request-fields"] == 2


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_form_names_what_is_not_covered(estate: Path, form: str) -> None:
    done = govkit("report", "coverage", "--format", form)
    assert done.exit_code == 0
    assert "POST webhook:paid" in done.stdout
