"""The document of the portal's API is made of its operations, and stands in the catalog of the reference estate."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.gate import Options, diff
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
