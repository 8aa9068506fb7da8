"""`govkit report drift` on files, as an architect runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests import commands
from tests.estate import files, write


def govkit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = commands.govkit(*arguments, cwd=folder)
    return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.requirement("M3")
def test_a_shorter_copy_is_found_and_mended(tmp_path: Path) -> None:
    write(tmp_path)
    found = govkit(tmp_path, "report", "drift", "--format", "json", "--fail-on", "warning")
    assert found.returncode == 1, found.stderr
    (row,) = json.loads(found.stdout)["tables"][0]["rows"]
    assert row["field"] == ["customer/name"]
    assert row["kind"] == ["length"]
    assert [place.split(":")[0] for place in row["places"]] == [
        "specs/crm/2.0.0/openapi.yaml",
        "specs/billing/2.0.0/openapi.yaml",
    ]
    spec = files()["specs/billing/2.0.0/openapi.yaml"].replace("maxLength: 200", "maxLength: 300")
    write(tmp_path, {"specs/billing/2.0.0/openapi.yaml": spec})
    mended = govkit(tmp_path, "report", "drift", "--fail-on", "warning")
    assert (mended.returncode, mended.stderr) == (0, "")
    assert "no two systems hold a field differently" in mended.stdout


def test_an_api_that_there_is_not_is_a_mistake(tmp_path: Path) -> None:
    write(tmp_path)
    found = govkit(tmp_path, "report", "drift", "--api", "bilking")
    assert found.returncode == 2
    assert "did you mean `billing`?" in found.stderr
    assert "Traceback" not in found.stderr
