"""The descriptions of the reference estate pass what other tools recommend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import peers

BAD = """\
openapi: 3.1.0
info: {title: Odd, version: 1.0.0}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': {description: fine, content: {application/json: {schema: {type: strnig}}}}
"""


BAD_WORKFLOW = """\
arazzo: 1.1.0
info: {title: Odd, version: 1.0.0}
sourceDescriptions: [{name: odd, type: openapi, url: openapi.yaml}]
workflows:
  - workflowId: odd
    stepz: []
"""


@pytest.fixture(scope="module")
def programs() -> Path:
    try:
        return peers.installed()
    except peers.Unavailable as error:
        pytest.skip(str(error))


@pytest.mark.long
@pytest.mark.requirement("C7")
def test_the_descriptions_have_no_error_by_recommended_rules(programs: Path, repository: Path) -> None:
    files = peers.descriptions()
    assert len(files) == len(list((repository / "specs").glob("*/*")))
    assert [one for one in peers.complaints(programs, files) if one.is_error] == []


@pytest.mark.long
@pytest.mark.requirement("S3")
def test_the_workflows_are_valid_arazzo(programs: Path) -> None:
    files = peers.workflows()
    assert len(files) == 5
    assert list(peers.of_redocly(programs, files)) == []


@pytest.mark.long
def test_a_workflow_that_is_wrong_is_seen(programs: Path, tmp_path: Path) -> None:
    """Or the silence above would say nothing."""
    (tmp_path / "openapi.yaml").write_text(BAD, encoding="utf-8")
    file = tmp_path / "odd.arazzo.yaml"
    file.write_text(BAD_WORKFLOW, encoding="utf-8")
    assert any(one.is_error and "stepz" in one.message for one in peers.of_redocly(programs, [file]))


@pytest.mark.long
def test_both_linters_see_what_is_wrong(programs: Path, tmp_path: Path) -> None:
    """Or the silence above would say nothing."""
    file = tmp_path / "openapi.yaml"
    file.write_text(BAD, encoding="utf-8")
    errors = [one for one in peers.complaints(programs, [file]) if one.is_error]
    assert {one.linter for one in errors} == {"spectral", "redocly"}
    assert all("openapi.yaml" in one.file for one in errors)


def test_without_npm_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "CACHE", tmp_path / "empty")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert peers.main() == 2
    assert capsys.readouterr().err == "error: npm is not installed\n"
