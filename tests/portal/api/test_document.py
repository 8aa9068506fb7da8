"""The document of the portal's API is made of its operations, and stands in the catalog of the reference estate."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.gate import Options, diff
from govkit.gate.mock_server import Mock
from govkit.portal.api.document import BASE, VERSION
from govkit.portal.api.serving import OPERATIONS, text
from govkit.portal.security.roles import Role
from govkit.spec.documents import parse
from tests.portal.api.asking import Program
from tests.portal.conftest import Reader

DOCUMENT = f"specs/portal/{VERSION}/openapi.yaml"


@pytest.mark.requirement("E2")
def test_the_document_of_the_catalog_is_that_of_the_operations(repository: Path) -> None:
    """GOVKIT_UPDATE=1 writes it; a release is never changed: a break needs another VERSION."""
    path = repository / DOCUMENT
    if os.environ.get("GOVKIT_UPDATE"):
        path.write_text(text(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text()


def test_it_is_served_as_it_stands_in_the_catalog(portal: Reader, repository: Path) -> None:
    served = Program(portal, Role.VIEWER, "reads-document").get("/openapi.json")
    assert served == parse((repository / DOCUMENT).read_bytes(), DOCUMENT).tree
    assert served["servers"][0]["url"] == BASE


def test_each_operation_says_who_may_ask_and_has_an_example() -> None:
    assert len({one.id for one in OPERATIONS}) == len(OPERATIONS)
    assert [one.id for one in OPERATIONS if one.answer is not None and one.example is None] == []
    assert [one.id for one in OPERATIONS if one.body is not None and one.sent is None] == []


def test_a_lint_finds_nothing_in_it(repository: Path) -> None:
    found = CliRunner().invoke(program, ["lint", str(repository / DOCUMENT)])
    assert (found.exit_code, "no findings" in found.output) == (0, True), found.output


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("  /retries:\n", "  /repeats:\n", "operation-removed"),
        ("                  maxLength: 500\n", "                  maxLength: 5\n", "request"),
        ("required: [id, verdict]\n", "required: [id, verdict, dryRun]\n", "request"),
    ],
)
def test_a_breaking_edit_is_refused(repository: Path, tmp_path: Path, before: str, after: str, rule: str) -> None:
    old = repository / DOCUMENT
    said = old.read_text(encoding="utf-8")
    assert before in said
    new = tmp_path / "openapi.yaml"
    new.write_text(said.replace(before, after), encoding="utf-8")
    found = diff(str(old), str(new), Options())
    assert [one.rule for one in found.findings if one.severity.value == "error" and rule in one.rule]


@pytest.fixture
def repository_of_it(repository: Path, tmp_path: Path) -> Path:
    """A repository of the reference estate as it stands, with one commit."""
    for name in ("catalog", "specs", "functions", "govkit.yaml"):
        whole = repository / name
        if whole.is_dir():
            shutil.copytree(whole, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, tmp_path / name)
    for words in (("init", "-qb", "main"), ("add", "-A"), ("commit", "-qm", "as it stands")):
        who = ("-c", "user.name=test", "-c", "user.email=test@example.com")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True)
    return tmp_path


def test_the_gate_refuses_a_breaking_edit_of_it(repository_of_it: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository_of_it)
    document = repository_of_it / DOCUMENT
    document.write_text(document.read_text().replace("  /retries:\n", "  /repeats:\n"))
    checked = CliRunner().invoke(program, ["check", "--against", "main", "--format", "json"])
    found = json.loads(checked.stdout)["findings"]
    assert checked.exit_code == 1, checked.output
    assert ("operation-removed", "error") in {(one["rule"], one["severity"]) for one in found}


def test_spectrals_rules_find_nothing_in_it(repository: Path, tmp_path: Path) -> None:
    ruleset = tmp_path / ".spectral.yaml"
    ruleset.write_text("extends: spectral:oas\n")
    asked = ["lint", "--ruleset", str(ruleset), "--fail-on", "warning", str(repository / DOCUMENT)]
    found = CliRunner().invoke(program, asked)
    assert (found.exit_code, "no findings" in found.output) == (0, True), found.output


def test_it_is_mocked_and_the_mock_answers_as_it_says(repository: Path) -> None:
    """Answers of the mock are validated against the document by the mock itself; what it forbids is refused."""
    with Mock("portal", cwd=repository) as mock:
        address = mock.address
        head = {"authorization": "Bearer any"}
        listed = httpx.get(f"{address}/exceptions", headers=head)
        assert listed.status_code == 200, listed.text
        wrong = httpx.post(f"{address}/retries", headers=head, json={"nothing": "of it"})
        assert wrong.status_code in (400, 422), wrong.text
        assert httpx.get(f"{address}/nowhere", headers=head).status_code == 404
