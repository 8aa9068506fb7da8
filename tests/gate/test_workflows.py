"""Workflows in the gate: `govkit validate` tells what is wrong with them, `govkit check` what was not wrong before."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.workflows import check as check_module
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, NOTE, UNDO, flow
from govkit.findings import Finding
from govkit.gate import Options, check, validate
from govkit.gate.estates import workflows as workflows_module
from tests.catalog.workflows.helpers import write

WORKFLOW = "catalog/workflows/posting.arazzo.yaml"
RIGHT = flow(INVOICE + BOOK + UNDO + NOTE)
NUMBER = "name: number, in: path, required: true, schema: "
WRONG = RIGHT.replace("#/memo", "#/memos")


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "estate", RIGHT)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return folder


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def of_workflows(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(one.rule, one.subject.path) for one in findings if one.rule.startswith("workflow-")]


def validated(*, cache: bool = False) -> list[tuple[str, str]]:
    return of_workflows(validate([], Options(cache=cache)).findings)


def test_workflows_that_can_do_what_they_say_are_not_spoken_of(estate: Path) -> None:
    assert validated() == []


def test_what_is_wrong_with_a_workflow_is_told_with_both_places(estate: Path) -> None:
    write(estate, WRONG)
    (one,) = [one for one in validate([], Options()).findings if one.rule == "workflow-value-unknown"]
    assert one.subject.api == "workflow:posting"
    assert one.subject.operations == ("GET /invoices/{id}",)
    assert one.new is not None
    assert one.old is not None
    assert (one.new.file, one.old.file) == (WORKFLOW, "specs/billing.yaml")
    assert one.fix == "did you mean `memo`?"


def test_a_document_that_cannot_be_read_does_not_hide_the_others(estate: Path) -> None:
    edit(estate / WORKFLOW, "onFailure", "onFailur")
    (estate / "catalog/workflows/z.arazzo.yaml").write_text(
        flow(INVOICE.replace("#/memo", "#/memos")).split("\n", 1)[1].split("# file:")[0].replace("posting", "another"),
        encoding="utf-8",
    )
    assert {rule for rule, _ in validated()} == {"workflow-invalid", "workflow-value-unknown"}


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        (WORKFLOW, "#/memo", "#/memos", "workflow-value-unknown"),
        ("specs/billing.yaml", "memo: {", "remark: {", "workflow-value-unknown"),
        ("specs/ledger.yaml", f"{NUMBER}{{type: string}}", f"{NUMBER}{{type: integer}}", "workflow-value-refused"),
        ("catalog/systems/billing.yaml", "Idempotency-Key", "Request-Id", "workflow-parameter-missing"),
        ("catalog/mappings/document-out.yaml", "direction: out", "direction: in", "workflow-mapping-unfit"),
    ],
)
def test_results_are_kept_until_something_changes_that_they_were_made_of(
    estate: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, rule: str
) -> None:
    monkeypatch.setattr(workflows_module, "_WORTH_KEEPING", 0.0)
    assert validated(cache=True) == []
    with monkeypatch.context() as inside:
        inside.setattr(check_module, "Checking", _refusing)
        assert validated(cache=True) == []
    edit(estate / file, old, new)
    assert rule in {one for one, _ in validated(cache=True)}
    with monkeypatch.context() as inside:
        inside.setattr(check_module, "Checking", _refusing)
        assert rule in {one for one, _ in validated(cache=True)}
    edit(estate / file, new, old)
    assert validated(cache=True) == []


def _refusing(*_: Any, **__: Any) -> None:
    raise AssertionError("nothing changed, and it is looked at again")


def test_a_change_is_told_of_what_was_not_wrong_before(estate: Path) -> None:
    edit(estate / WORKFLOW, "memo: $response.body#/memo, ", "memo: $response.body#/memos, ")
    git(estate, "init", "-q", "-b", "main")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "start")
    assert of_workflows(check("HEAD", None, Options()).findings) == []
    edit(estate / WORKFLOW, "invoice.outputs.body", "invoice.outputs.bdy")
    assert of_workflows(check("HEAD", None, Options()).findings) == [
        ("workflow-value-unknown", "/book/requestBody/payload/invoice-in")
    ]


def test_a_change_of_an_entry_is_told_of_the_workflows_that_it_stops(estate: Path) -> None:
    git(estate, "init", "-q", "-b", "main")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "start")
    edit(estate / "catalog/systems/billing.yaml", "Idempotency-Key", "Request-Id")
    assert of_workflows(check("HEAD", None, Options()).findings) == [("workflow-parameter-missing", "/note")]


def test_what_a_change_does_to_workflows_is_looked_at_once(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides are kept: the head as `govkit validate` keeps it, the base in a place of its own."""
    monkeypatch.setattr(workflows_module, "_WORTH_KEEPING", 0.0)
    edit(estate / WORKFLOW, "memo: $response.body#/memo, ", "memo: $response.body#/memos, ")
    git(estate, "init", "-q", "-b", "main")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "start")
    edit(estate / "catalog/systems/billing.yaml", "Idempotency-Key", "Request-Id")
    told = [("workflow-parameter-missing", "/note")]
    assert of_workflows(check("HEAD", None, Options(cache=True)).findings) == told
    with monkeypatch.context() as inside:
        inside.setattr(check_module, "Checking", _refusing)
        assert of_workflows(check("HEAD", None, Options(cache=True)).findings) == told
    validated(cache=True)
    edit(estate / "catalog/systems/billing.yaml", "Request-Id", "Idempotency-Key")
    edit(estate / "specs/ledger.yaml", f"{NUMBER}{{type: string}}", f"{NUMBER}{{type: integer}}")
    edit(estate / "catalog/mappings/document-out.yaml", "direction: out", "direction: in")
    now = of_workflows(check("HEAD", None, Options(cache=True)).findings)
    assert now == of_workflows(check("HEAD", None, Options()).findings)
    assert "workflow-mapping-unfit" in {rule for rule, _ in now}


def test_a_severity_of_a_policy_counts(estate: Path) -> None:
    edit(estate / WORKFLOW, "#/memo", "#/memos")
    (estate / "catalog/policies").mkdir(exist_ok=True)
    (estate / "catalog/policies/house.yaml").write_text(
        "apiVersion: govkit/v1\nkind: Policy\nmetadata: {name: house}\n"
        "spec: {owner: revenue, severities: {workflow-value-unknown: warning}}\n",
        encoding="utf-8",
    )
    found = [one for one in validate([], Options()).findings if one.rule.startswith("workflow-")]
    assert {one.severity for one in found} == {"warning"}
