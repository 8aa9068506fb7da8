"""`govkit init`, and the way of a newcomer from there, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.test_hostile import git, govkit, refused


@pytest.fixture(autouse=True)
def _somebody(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    config = tmp_path_factory.mktemp("git") / "config"
    config.write_text("[user]\nname = A. Tester\nemail = tester@example.com\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))


def run(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[bytes]:
    done = govkit(*arguments, cwd=cwd)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    return done


@pytest.mark.requirement("E4")
@pytest.mark.parametrize("below", ["", "platform/contracts"])
def test_the_first_estate_passes_its_own_gate(below: str, tmp_path: Path) -> None:
    """Validated, committed, checked, broken, refused, mended; alone, and in a folder of a repository."""
    top = tmp_path / "acme" / below
    if below:
        (tmp_path / "acme").mkdir()
        git("init", "-q", "-b", "main", cwd=tmp_path / "acme")
    run("init", str(top), cwd=tmp_path)
    for strict in ((), ("--strict",)):
        validated = run("validate", *strict, "--format", "json", cwd=top)
        assert json.loads(validated.stdout)["findings"] == []
    run("codeowners", "--check", cwd=top)
    if not below:
        git("init", "-q", "-b", "main", cwd=top)
    git("add", ":/", cwd=top)
    git("commit", "-q", "-m", "first", cwd=top)
    assert b"no findings" in run("check", cwd=top).stdout
    assert b"no findings" in run("lint", "--fail-on", "info", cwd=top).stdout
    assert b"was released" in run("release", "orders@1.0.0", cwd=top, code=1).stdout, "as init has locked it"
    spec = top / "specs/orders/1.0.0/openapi.yaml"
    before = spec.read_text()
    spec.write_text(before.replace("maxLength: 40", "maxLength: 20"))
    found = {
        one["rule"]: one for one in json.loads(run("check", "--format", "json", cwd=top, code=1).stdout)["findings"]
    }
    assert found["request-property-max-length-decreased"]["severity"] == "error"
    assert found["request-property-max-length-decreased"]["witness"]
    assert "released-version-changed" in found
    spec.write_text(before)
    assert b"no findings" in run("check", cwd=top).stdout
    _next_version(top, before.replace("maxLength: 40", "maxLength: 20"))
    run("check", cwd=top)


def _next_version(top: Path, text: str) -> None:
    """Writes a description as a draft of 2.0.0 beside the version that is released."""
    spec = top / "specs/orders/2.0.0/openapi.yaml"
    spec.parent.mkdir()
    spec.write_text(text.replace("version: 1.0.0", "version: 2.0.0"))
    entry = top / "catalog/apis/orders.yaml"
    draft = "    - version: 2.0.0\n      definition: specs/orders/2.0.0/openapi.yaml\n      lifecycle: draft\n"
    entry.write_text(entry.read_text() + draft)
    run("codeowners", "--write", cwd=top)


def test_a_pull_request_that_brings_the_estate_passes(tmp_path: Path) -> None:
    git("init", "-q", "-b", "main", cwd=tmp_path)
    (tmp_path / "README.md").write_text("ours\n")
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "before", cwd=tmp_path)
    git("checkout", "-q", "-b", "begin", cwd=tmp_path)
    run("init", cwd=tmp_path)
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "an estate", cwd=tmp_path)
    run("check", "--against", "main", "--fail-on", "warning", cwd=tmp_path)


def test_the_schemas_are_committed_and_the_cache_is_not(tmp_path: Path) -> None:
    git("init", "-q", cwd=tmp_path)
    run("init", cwd=tmp_path)
    (tmp_path / ".govkit/cache").mkdir()
    (tmp_path / ".govkit/cache/kept").write_text("")
    git("add", "-A", cwd=tmp_path)
    listed = subprocess.run(["git", "ls-files", ".govkit"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ".govkit/schemas/api.schema.json" in listed.stdout
    assert ".govkit/.gitignore" in listed.stdout
    assert "cache" not in listed.stdout


def test_a_dry_run_shows_all_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/govkit.yaml").write_text("failOn: warning\n")
    said = run("init", "new", "--dry-run", cwd=tmp_path).stdout.decode()
    assert "would write  new/catalog/apis/orders.yaml\n" in said
    assert "kept  new/govkit.yaml" in said
    assert "nothing was written: this is a dry run" in said
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["govkit.yaml"]


def test_what_comes_next_can_be_typed(tmp_path: Path) -> None:
    """Word for word, and each of the commands succeeds."""
    said = run("init", "our contracts", cwd=tmp_path).stdout.decode()
    steps = [row.partition("  # ")[0].strip() for row in said.partition("\nnext\n")[2].splitlines()]
    assert steps[0] == "cd 'our contracts'"
    assert steps[-2:] == ["govkit check", "govkit register --help"]
    script = "\n".join(["set -e", 'govkit() { python -m govkit "$@"; }', *steps])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "our contracts/.git").is_dir()


def test_without_the_example_the_estate_passes_as_well(tmp_path: Path) -> None:
    run("init", "--no-example", cwd=tmp_path)
    assert not (tmp_path / "specs").exists()
    git("init", "-q", "-b", "main", cwd=tmp_path)
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "first", cwd=tmp_path)
    for command in ("validate", "lint", "check"):
        assert b"no findings" in run(command, cwd=tmp_path).stdout


def test_an_estate_that_is_there_is_refused(tmp_path: Path) -> None:
    run("init", cwd=tmp_path)
    said = refused(govkit("init", cwd=tmp_path))
    assert "error: this is an estate already" in said
    assert "hint: `govkit register`" in said


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    run("init", cwd=tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for options in ((), ("--no-example",), ("--with-example",), ("--name", "other")):
        refused(govkit("init", *options, cwd=tmp_path))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file cannot be written" in refused(govkit("init", "file/below", cwd=tmp_path))
    assert "is a file" in refused(govkit("init", "file", cwd=tmp_path))


def test_a_check_without_a_repository_or_a_commit_says_what_to_do(tmp_path: Path) -> None:
    run("init", cwd=tmp_path)
    assert "begin one with `git init`" in refused(govkit("check", cwd=tmp_path))
    git("init", "-q", "-b", "trunk", cwd=tmp_path)
    assert "`govkit validate` judges what is there" in refused(govkit("check", cwd=tmp_path))
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "first", cwd=tmp_path)
    assert "name a revision: `govkit check --against trunk`, or `base: trunk`" in refused(govkit("check", cwd=tmp_path))


# -------------------------------------------------------------------------------------------------------- the example


def test_the_example_is_the_reference_estate(repository: Path, tmp_path: Path) -> None:
    """Below the top of a repository, where CODEOWNERS and the workflow belong to the top."""
    git("init", "-q", "-b", "main", cwd=tmp_path)
    said = run("init", "--with-example", "alderway", cwd=tmp_path).stdout.decode()
    assert "new  alderway/specs/\n" in said
    for path in ("catalog", "specs", "govkit.yaml"):
        same = subprocess.run(["diff", "-r", repository / path, tmp_path / "alderway" / path], check=False)
        assert same.returncode == 0
    assert b"/alderway/specs/erp/2.2.0/ " in (tmp_path / ".github/CODEOWNERS").read_bytes()
    run("codeowners", "--check", cwd=tmp_path / "alderway")


def test_the_example_takes_the_place_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "specs/crm/4.2.0/openapi.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("ours\n")
    assert "specs/crm/4.2.0/openapi.yaml is there already" in refused(govkit("init", "--with-example", cwd=tmp_path))
    (tmp_path / "pyproject.toml").write_text("[tool.govkit]\nfailOn = 'warning'\n")
    file.unlink()
    assert "pyproject.toml holds settings" in refused(govkit("init", "--with-example", cwd=tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pyproject.toml", "specs"]


def test_the_example_has_its_own_names(tmp_path: Path) -> None:
    for option in ("--name", "--team", "--email", "--catalog"):
        said = refused(govkit("init", "--with-example", option, "ours", cwd=tmp_path))
        assert f"{option} and --with-example do not go together" in said
    assert not list(tmp_path.iterdir())
