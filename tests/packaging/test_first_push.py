"""The workflow that `govkit init` leaves, run as a runner does: on the first push, on pull requests, in clones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.installing import Environment, run


@pytest.fixture
def estate(installed: Environment, tmp_path: Path) -> Path:
    """An estate as `govkit init` leaves it, committed, and pushed to a repository that is bare."""
    made = tmp_path / "contracts"
    installed.run("govkit", "init", str(made), cwd=tmp_path)
    for words in ("init -q -b main", "add .", "commit -q -m first"):
        installed.run("git", *words.split(), cwd=made)
    installed.run("git", "clone", "-q", "--bare", str(made), str(tmp_path / "origin.git"), cwd=tmp_path)
    installed.run("git", "remote", "add", "origin", str(tmp_path / "origin.git"), cwd=made)
    return made


def steps(folder: Path) -> list[dict[str, Any]]:
    """The steps of the one job of the workflow."""
    workflow = yaml.safe_load((folder / ".github/workflows/govkit.yaml").read_text(encoding="utf-8"))
    return list(workflow["jobs"]["contracts"]["steps"])


def played(installed: Environment, tmp_path: Path, branch: str, base: str = "") -> tuple[list[int], str, str]:
    """The exit codes of the scripts of the workflow in a new clone, what they print, and the summary of the run.

    A step runs though one before it failed where it says `!cancelled()`, and else not, as runners have it.
    """
    clone = tmp_path / f"clone-of-{branch}"
    installed.run("git", "clone", "-q", "--branch", branch, str(tmp_path / "origin.git"), str(clone), cwd=tmp_path)
    summary = tmp_path / f"summary-of-{branch}"
    summary.touch()
    github = {"GITHUB_BASE_REF": base, "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true", "CI": "true"}
    codes: list[int] = []
    said = ""
    for step in steps(clone):
        if "run" in step and (not any(codes) or step.get("if") == "${{ !cancelled() }}"):
            words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = run(words, cwd=clone, env={**installed.variables, "PIP_NO_INDEX": "1", **github}, codes=(0, 1))
            codes.append(done.returncode)
            said += done.stdout
    return codes, said, summary.read_text(encoding="utf-8")


def change(installed: Environment, estate: Path, branch: str, old: str, new: str) -> None:
    """Pushes a branch that puts one text of the description in the place of another."""
    installed.run("git", "switch", "-q", "-c", branch, "main", cwd=estate)
    spec = estate / "specs/orders/1.0.0/openapi.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    installed.run("git", "commit", "-q", "-a", "-m", branch, cwd=estate)
    installed.run("git", "push", "-q", "origin", branch, cwd=estate)


def test_the_first_push_passes(installed: Environment, estate: Path, tmp_path: Path) -> None:
    codes, said, summary = played(installed, tmp_path, "main")
    assert codes == [0, 0, 0, 0], said
    assert "::error" not in said
    assert summary, "the report is on the page of the run"


def test_a_pull_request_that_breaks_is_refused_beside_its_lines(
    installed: Environment, estate: Path, tmp_path: Path
) -> None:
    change(installed, estate, "shorter", "maxLength: 40", "maxLength: 20")
    codes, said, summary = played(installed, tmp_path, "shorter", base="main")
    assert codes == [0, 0, 1, 0]
    assert "::error file=specs/orders/1.0.0/openapi.yaml,line=" in said
    assert "govkit check refuses this change" in summary


def test_a_pull_request_that_is_safe_passes(installed: Environment, estate: Path, tmp_path: Path) -> None:
    change(installed, estate, "worded", "How far the order has come", "How far it has come")
    codes, said, _ = played(installed, tmp_path, "worded", base="main")
    assert codes == [0, 0, 0, 0], said


def test_the_hooks_run_what_passes(installed: Environment, estate: Path) -> None:
    (repository,) = yaml.safe_load((estate / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in repository["hooks"]:
        run(["sh", "-c", hook["entry"]], cwd=estate, env={**os.environ, **installed.variables})


def test_nothing_that_a_run_leaves_is_to_be_committed(installed: Environment, estate: Path) -> None:
    for options in ("--format markdown=govkit.md", "--format sarif=govkit.sarif"):
        installed.run("govkit", "check", *options.split(), cwd=estate)
    assert installed.run("git", "status", "--porcelain", cwd=estate).stdout == ""
