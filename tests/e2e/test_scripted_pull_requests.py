"""Pull requests of the reference estate, each as people make them, are judged as their scripts expect.

A script in `pull_requests/` says what the author wants, what changes, and the verdict, which was written first:

- `before`: edits that were merged earlier; `copies`: folders copied (new: old is named first); `edits`: texts that are
  replaced, each of which stands exactly once in its file; `codeowners: true`: CODEOWNERS is written anew.
- `expect`: the exit code; all findings that count, each with its rule, subject and severity, whom it affects, whether
  it has a witness, and what its message or reason says; the steps of Semantic Versioning. What lint says of a
  document as news (`info`) grows with its rules: a script lists of it what it is about.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.findings import Finding, Severity, Subject, discover
from govkit.gate import Outcome, check, open_estate
from govkit.gate.codeowners import FILE, block_of, home_of, merged
from govkit.gate.options import Options
from govkit.gate.pull_requests import pull_request
from tests.tiers import short

ON = date(2026, 11, 29)
"""The day of all scripts."""
PARTS = ("catalog", "specs", "govkit.yaml", FILE)
LINT = discover("govkit.checks.lint.rules")
SCRIPTS = sorted(Path(__file__).with_name("pull_requests").glob("*.yaml"))


def git(folder: Path, *arguments: str) -> None:
    """Git as nobody in particular."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, env=environment)


@pytest.fixture(scope="module")
def committed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference estate, committed to a repository of its own."""
    top = tmp_path_factory.mktemp("estate")
    for part in PARTS:
        (top / part).parent.mkdir(exist_ok=True)
        (shutil.copytree if (repository / part).is_dir() else shutil.copy)(repository / part, top / part)
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "The estate")
    git(top, "tag", "begin")
    return top


@pytest.fixture
def estate(committed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The repository, on the day of the scripts; afterwards it is as it was."""
    monkeypatch.chdir(committed)
    monkeypatch.setattr(pull_request, "today", lambda: ON)
    yield committed
    git(committed, "reset", "-q", "--hard", "begin")
    git(committed, "clean", "-q", "-f", "-d")


def edited(top: Path, edits: Iterable[dict[str, str]]) -> None:
    """Replaces texts, each of which stands exactly once."""
    for edit in edits:
        text = (top / edit["file"]).read_text(encoding="utf-8")
        assert text.count(edit["old"]) == 1, f"{edit['file']} has {text.count(edit['old'])} of: {edit['old']}"
        (top / edit["file"]).write_text(text.replace(edit["old"], edit["new"]), encoding="utf-8")


def changed(top: Path, script: dict[str, Any]) -> None:
    """Does what the author does; what was merged earlier is committed."""
    if script.get("before"):
        edited(top, script["before"])
        git(top, "commit", "-q", "-a", "-m", "What was merged earlier")
    for old, new in script.get("copies", {}).items():
        shutil.copytree(top / old, top / new)
    edited(top, script["edits"])
    if script.get("codeowners"):
        written = open_estate(cwd=top)
        text = (top / FILE).read_text(encoding="utf-8")
        (top / FILE).write_text(merged(text, block_of(written), home_of(written, top).label), encoding="utf-8")


def named(subject: Subject) -> str:
    """A subject in one line: the API or entry, and the component or the first operation with the way from it."""
    way = f"{subject.schema or next(iter(subject.operations), '')}{subject.path}"
    return f"{subject.api} {way}".strip()


def told(finding: Finding) -> dict[str, Any]:
    """A finding as scripts write it."""
    return {
        "rule": finding.rule,
        "subject": named(finding.subject),
        "severity": str(finding.severity),
        "affects": [f"{one.kind}:{one.name}" for one in finding.affects],
        "witness": finding.witness is not None,
    }


def compared(outcome: Outcome, expected: dict[str, Any]) -> Iterator[str]:
    """What is not as a script expects."""
    code = int(outcome.fails(Severity.ERROR))
    if code != expected["exit"]:
        yield f"exit code {code}"
    wanted = [{"affects": [], "witness": False, **one} for one in expected["findings"]]
    for finding in (one for one in outcome.ordered if one.counts):
        found = told(finding)
        match = next((one for one in wanted if found == {key: one[key] for key in found}), None)
        if match is None and finding.rule in LINT and finding.severity is Severity.INFO:
            continue
        if match is None:
            yield f"not expected: {found} {finding.message} ({finding.reason})"
            continue
        wanted.remove(match)
        if match.get("says", "") not in f"{finding.message} {finding.reason}":
            yield f"{finding.rule} does not say {match['says']}: {finding.message} ({finding.reason})"
    yield from (f"not found: {one}" for one in wanted)
    if "steps" in expected:
        steps = [{key: getattr(step, key) for key in said} for step, said in _paired(outcome, expected["steps"])]
        if steps != expected["steps"] or len(outcome.steps or ()) != len(steps):
            yield f"steps: {outcome.steps}"


def _paired(outcome: Outcome, said: list[dict[str, Any]]) -> Iterator[tuple[Any, dict[str, Any]]]:
    return zip(outcome.steps or (), said, strict=False)


FEW = [path for path in SCRIPTS if path.stem.startswith(("02_", "05_", "11_", "13_"))]
"""Some of unlike kinds: what is released, a mapping beside its break, a right, words."""


@pytest.mark.parametrize("script", short(SCRIPTS, keeps=FEW.__contains__), ids=lambda path: path.stem)
def test_a_pull_request_is_judged_as_expected(script: Path, estate: Path) -> None:
    told = yaml.safe_load(script.read_text(encoding="utf-8"))
    changed(estate, told)
    wrong = list(compared(check("main", None, Options(cache=True), cwd=estate), told["expect"]))
    assert not wrong, "\n".join(wrong)
