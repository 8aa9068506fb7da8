"""`govkit lint --fix`: what is certain is written, what is locked or made by others is left, with the reason."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner

from govkit.catalog.entries.lock import digest
from govkit.cli import govkit as program
from govkit.gate import Fixes, Options, lint_fixes, open_estate
from tests.estate import files, write

STRAY = """\
# ours
openapi: 3.1.0
info: {title: Stray, version: 1.0.0}
paths:
  /things/{id}:
    get:
      parameters:
      - {name: id, in: path, schema: {type: string}}   # printed
      responses: {}
"""
MENDED = STRAY.replace("in: path, schema", "in: path, required: true, schema")
CRM = "specs/crm/2.0.0/openapi.yaml"
POLICY = "catalog/policies/default.yaml"
OLD = files()[CRM].replace(
    "title: {type: string, maxLength: 300}",
    "title: {type: string, maxLength: 300, description: 'Deprecated: use name.'}",
)


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "estate"


def fixes(*paths: str) -> Fixes:
    return lint_fixes(paths, Options(cache=False))


def test_a_document_is_mended_and_nothing_else_in_it_changes(estate: Path) -> None:
    write(estate, {"specs/stray.yaml": STRAY})
    found = fixes("specs/stray.yaml")
    assert (estate / "specs/stray.yaml").read_text() == STRAY, "nothing is written before somebody says so"
    found.write()
    assert (estate / "specs/stray.yaml").read_text() == MENDED
    assert fixes("specs/stray.yaml").files == ()


def test_the_difference_is_that_of_the_line(estate: Path) -> None:
    write(estate, {"specs/stray.yaml": STRAY})
    rows = fixes("specs/stray.yaml").differences.splitlines()
    assert [row for row in rows if row.startswith(("+ ", "- "))] == [
        "-      - {name: id, in: path, schema: {type: string}}   # printed",
        "+      - {name: id, in: path, required: true, schema: {type: string}}   # printed",
    ]


def test_where_there_is_no_estate_documents_are_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stray.yaml").write_text(STRAY)
    fixes().write()
    assert (tmp_path / "stray.yaml").read_text() == MENDED


def test_what_a_release_has_locked_is_left_and_what_it_leaves_free_is_mended(estate: Path) -> None:
    write(estate, {CRM: OLD.replace("info:", "servers: [{url: 'https://crm.example.com/'}]\ninfo:")})
    world = open_estate()
    (version,) = [one for one in world.versions() if one.name == "crm@2.0.0"]
    before = digest(world.files, version.version)
    found = fixes()
    assert [one.rule for one in found.done] == ["deprecated-in-words"]
    reasons = {one.rule: one.because for one in found.left}
    assert reasons["server-url-with-trailing-slash"] == "crm@2.0.0 is released: what it says is locked"
    found.write()
    assert "deprecated: true" in (estate / CRM).read_text()
    assert digest(world.files, version.version) == before


def test_a_rule_that_a_policy_switches_off_mends_nothing(estate: Path) -> None:
    write(estate, {CRM: OLD, POLICY: files()[POLICY] + "  severities: {deprecated-*: 'off'}\n"})
    assert fixes().done == ()


def test_a_file_that_is_packed_is_left_and_a_mark_at_the_start_stays(estate: Path) -> None:
    (estate / "specs/packed.yaml.gz").write_bytes(gzip.compress(STRAY.encode()))
    (estate / "specs/marked.yaml").write_bytes(b"\xef\xbb\xbf" + STRAY.encode())
    packed = fixes("specs/packed.yaml.gz")
    assert packed.files == ()
    assert [one.because for one in packed.left] == ["the file is packed, or not written in UTF-8"]
    fixes("specs/marked.yaml").write()
    assert (estate / "specs/marked.yaml").read_bytes() == b"\xef\xbb\xbf" + MENDED.encode()


def test_a_file_that_two_documents_share_is_mended_once(estate: Path) -> None:
    shared = "Id: {name: id, in: path, schema: {type: string}}\n"
    reference = "{$ref: 'shared.yaml#/Id'}"
    one = STRAY.replace("{name: id, in: path, schema: {type: string}}   # printed", reference)
    write(estate, {"specs/one.yaml": one, "specs/two.yaml": one, "specs/shared.yaml": shared})
    found = fixes("specs/one.yaml", "specs/two.yaml")
    assert [Path(file.label).name for file in found.files] == ["shared.yaml"]
    found.write()
    assert (estate / "specs/shared.yaml").read_text() == shared.replace("path, ", "path, required: true, ")


def lint(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(program, ["lint", *arguments])
    return result.exit_code, result.stdout


def test_the_command_shows_and_then_writes(estate: Path) -> None:
    write(estate, {"specs/stray.yaml": STRAY})
    code, shown = lint("specs/stray.yaml", "--diff")
    assert code == 1
    assert "+      - {name: id, in: path, required: true" in shown
    assert (estate / "specs/stray.yaml").read_text() == STRAY
    code, shown = lint("specs/stray.yaml", "--fix")
    assert code == 0
    assert "path-parameter-optional" not in shown
    assert (estate / "specs/stray.yaml").read_text() == MENDED
    assert lint("specs/stray.yaml", "--diff") == (0, "")


def test_who_asks_for_both_is_told_that_nothing_is_written(estate: Path) -> None:
    write(estate, {"specs/stray.yaml": STRAY})
    result = CliRunner().invoke(program, ["lint", "specs/stray.yaml", "--fix", "--diff"])
    assert result.exit_code == 1
    assert "nothing is written: `--diff` shows what `--fix` would write" in result.stderr
    assert (estate / "specs/stray.yaml").read_text() == STRAY


def test_where_rulesets_are_asked_alone_nothing_is_mended(estate: Path) -> None:
    write(estate, {"specs/stray.yaml": STRAY, "rules.yaml": "extends: []\nrules: {}\n"})
    result = CliRunner().invoke(program, ["lint", "specs/stray.yaml", "--ruleset", "rules.yaml", "--fix"])
    assert result.exit_code != 0
    assert (estate / "specs/stray.yaml").read_text() == STRAY
