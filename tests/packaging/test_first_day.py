"""The first day with govkit: from the wheel, in a fresh folder, with nothing but Python."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.packaging.installing import SUPPORTED, Environment, environment

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.requirement("E4")
@pytest.mark.parametrize(
    "version", [pytest.param(one, marks=() if one == HERE else pytest.mark.long) for one in SUPPORTED]
)
def test_what_breaks_is_refused_and_what_is_mended_passes(version: str, wheel: Path, tmp_path: Path) -> None:
    fresh = environment(version, tmp_path / "venv")
    fresh.install(str(wheel))
    estate = tmp_path / "contracts"
    estate.mkdir()
    fresh.run("govkit", "init", cwd=estate)
    fresh.run("git", "init", "-q", "-b", "main", cwd=estate)
    commit(fresh, estate, "The estate")
    for command in ("validate", "lint", "check"):
        assert "no findings" in fresh.run("govkit", command, cwd=estate).stdout
    spec = estate / "specs/orders/1.0.0/openapi.yaml"
    before = spec.read_text(encoding="utf-8")
    for old, new, rule in BREAKS:
        assert old in before
        spec.write_text(before.replace(old, new), encoding="utf-8")
        found = findings(fresh, estate, 1)
        assert found[rule]["severity"] == "error"
        assert found[rule]["verdict"] == "proven"
        assert found[rule]["witness"], "what a client sends or reads today, and could not tomorrow"
    commit(fresh, estate, "A break")
    fresh.run("govkit", "check", "--against", "HEAD~1", cwd=estate, codes=(1,))
    spec.write_text(before, encoding="utf-8")
    assert findings(fresh, estate, 0, "--against", "HEAD~1") == {}
    commit(fresh, estate, "Undone")
    spec.write_text(
        before.replace("          maxLength: 40\n", "          maxLength: 40\n          deprecated: true\n")
    )
    assert {one["severity"] for one in findings(fresh, estate, 0).values()} == {"info"}, "said before it is done"


BREAKS = (
    ("maxLength: 40", "maxLength: 20", "request-property-max-length-decreased"),
    ("required: [total]", "required: [total, reference]", "request-property-became-required"),
    ("required: [id, status, total, createdAt]", "required: [id, status, total]", "response-property-became-optional"),
)


def commit(fresh: Environment, folder: Path, message: str) -> None:
    """Commits all that lies in a folder."""
    fresh.run("git", "add", "--all", cwd=folder)
    fresh.run("git", "commit", "-q", "-m", message, cwd=folder)


def findings(fresh: Environment, folder: Path, code: int, *options: str) -> dict[str, dict[str, object]]:
    """What the gate finds, by rule; it ends with the code."""
    said = fresh.run("govkit", "check", *options, "--format", "json", cwd=folder, codes=(code,)).stdout
    return {one["rule"]: one for one in json.loads(said)["findings"]}
