"""`govkit report coverage`: what of the APIs is covered by recorded contracts, and by whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries.lock import digest
from govkit.gate.estates.loading import open_estate
from govkit.spec.documents import FolderFiles
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
    assert figures == {
        "operations": 3,
        "covered": 2,
        "statuses": 3,
        "covered-statuses": 2,
        "fuzzed": 0,
        "fuzzed-statuses": 0,
    }


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


def fuzzed(estate: Path, **said: Any) -> Path:
    """A result of `govkit pact fuzz --record`, of the version as it stands now."""
    (version,) = open_estate(cwd=estate).meant("billing@2.1.0")
    operations = [
        {"operation": "GET /invoices/{id}", "statuses": [200, 404], "findings": ["provider-status-undeclared"]},
        {"operation": "POST /invoices", "statuses": [400, 422]},
    ]
    tree = {
        "fuzzing": "govkit/v1", "api": "billing", "version": "2.1.0",
        "contract": digest(FolderFiles(estate), version.version),
        "result": "failed", "at": "2026-05-30T10:22:00Z", "by": "govkit pact fuzz",
        "seed": 1, "requests": 90, "complete": True, "operations": operations, **said,
    }  # fmt: skip
    path = estate / "catalog/verifications/billing/2.1.0/fuzzing.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.mark.requirement("T4")
def test_what_was_asked_at_random_is_counted_as_long_as_the_description_stays(estate: Path) -> None:
    fuzzed(estate)
    document = coverage("--api", "billing@2.1.0")
    (version,) = rows(document, "versions")
    assert (version["fuzzing"], version["fuzzed"], version["fuzzed-statuses"]) == ("failed 2026-05-30", 2, 2)
    got, made = rows(document, "fuzzed")
    assert (got["statuses"], got["unanswered-statuses"], got["findings"]) == (
        ["200"],
        [],
        ["provider-status-undeclared"],
    )
    assert (made["statuses"], made["unanswered-statuses"], made["findings"]) == (["4XX"], ["204"], [])
    figures = {one["name"]: one["value"] for one in document["figures"]}
    assert (figures["fuzzed"], figures["fuzzed-statuses"]) == (2, 2)
    spec = estate / "specs/billing/2.1.0/openapi.yaml"
    spec.write_text(spec.read_text().replace("'204': {description: done}, '4XX'", "'4XX'"))
    (version,) = rows(coverage("--api", "billing@2.1.0"), "versions")
    assert (version["fuzzing"], version["fuzzed"], version["fuzzed-statuses"]) == ("outdated", 0, 0)


@pytest.mark.parametrize(
    ("said", "rule", "message"),
    [
        ({"version": "9.9.9"}, "reference-unknown", "the API `billing` has no version 9.9.9"),
        ({"api": "biling"}, "reference-unknown", "there is no API `biling`"),
        ({"at": "yesterday"}, "entry-invalid", "`at` must be an instant such as 2026-11-09T10:22:00Z"),
        ({"operations": [{"operation": "GET /"}, {"operation": "GET /"}]}, "entry-invalid", "lists an operation twice"),
    ],
)
def test_a_result_that_says_what_cannot_be_is_a_finding(
    estate: Path, said: dict[str, Any], rule: str, message: str
) -> None:
    path = fuzzed(estate, **said)
    done = govkit("validate", "--format", "json")
    found = [one for one in json.loads(done.stdout)["findings"] if path.name in str(one["new"])]
    assert [one["rule"] for one in found] == [rule]
    assert message in found[0]["message"]
