"""The plugin for pytest, as projects use it: in a run of its own, on a description that lies beside the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PETS = Path(__file__).with_name("pets.yaml")
SETTINGS = """\
[pytest]
govkit_mock_targets = pets.yaml
filterwarnings = error
addopts = --strict-markers
"""
TESTS = """\
import http.client
import json
from datetime import timedelta

import pytest


def ask(mock, method, path, body=None, system=None):
    connection = http.client.HTTPConnection(mock.address.removeprefix("http://"), timeout=10)
    try:
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


@pytest.mark.parametrize("time", [1, 2])
def test_every_test_begins_anew(govkit_mock, time):
    assert ask(govkit_mock, "POST", "/pets", {"name": "Bello"})[0] == 201
    assert [pet["name"] for pet in ask(govkit_mock, "GET", "/pets")[1]] == ["Rex", "Tom", "Bello"]
    assert [entry["committed"] for entry in govkit_mock.ledger()] == [True]
    assert govkit_mock.faults.list() == []


def test_faults_clock_records_and_snapshots(govkit_mock):
    (name,) = govkit_mock.addresses
    assert govkit_mock.addresses == {name: f"{govkit_mock.address}/"}
    outage = govkit_mock.faults.add("error", status=503, operation="GET /pets", from_=60)
    assert ask(govkit_mock, "GET", "/pets")[0] == 200
    before = govkit_mock.clock.stop_at("2026-03-01T09:00:00Z")
    assert govkit_mock.clock.advance(timedelta(days=4000)) > before
    assert ask(govkit_mock, "GET", "/pets")[0] == 503
    govkit_mock.faults.remove(outage)
    kept = govkit_mock.snapshot()
    assert govkit_mock.seed("/pets", [{"id": 7, "name": "Seed"}], replace=True) == 1
    assert govkit_mock.records("/pets") == [{"id": 7, "name": "Seed"}]
    govkit_mock.restore(kept)
    assert len(govkit_mock.records("/pets")) == 2
    assert [entry["status"] for entry in govkit_mock.journal(fault="error")] == [503]


@pytest.mark.govkit_mock("pets.yaml", seed=7)
def test_a_marker_names_other_targets(govkit_mock, govkit_mocks):
    assert govkit_mock is govkit_mocks("pets.yaml", seed=7)
    assert govkit_mock is not govkit_mocks("pets.yaml")
"""
FAILING = """\
from test_pets import ask


def test_what_fails(govkit_mock):
    assert ask(govkit_mock, "POST", "/pets", {"name": ""})[0] == 201
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(PETS, tmp_path)
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    (tmp_path / "test_pets.py").write_text(TESTS)
    return tmp_path


def run(folder: Path, repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "govkit.pytest_plugin", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(repository / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_a_project_tests_against_mocks(project: Path, repository: Path) -> None:
    done = run(project, repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


def test_a_test_that_fails_shows_what_the_mocks_were_asked(project: Path, repository: Path) -> None:
    (project / "test_failing.py").write_text(FAILING)
    done = run(project, repository, "test_failing.py")
    assert done.returncode == 1
    assert "POST /pets (pets): 400, the body is refused" in done.stdout


def test_faults_and_seed_may_be_options(project: Path, repository: Path) -> None:
    (project / "faults.yaml").write_text("- fault: error\n  status: 507\n")
    (project / "test_pets.py").write_text(
        TESTS + "\n\ndef test_507(govkit_mock):\n    assert ask(govkit_mock, 'GET', '/pets')[0] == 507\n"
    )
    done = run(project, repository, "--govkit-mock-faults=faults.yaml", "--govkit-mock-seed=5", "-k", "507")
    assert done.returncode == 0, done.stdout + done.stderr


def test_who_does_not_use_it_pays_nothing(project: Path, repository: Path) -> None:
    (project / "test_pets.py").write_text(
        "import sys\n\ndef test_nothing():\n"
        "    ours = sorted(name for name in sys.modules if name.startswith('govkit'))\n"
        "    assert ours == ['govkit', 'govkit.pytest_plugin']\n"
    )
    done = run(project, repository)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_target_that_is_none_is_said(project: Path, repository: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\ngovkit_mock_targets = nothing.yaml\n")
    done = run(project, repository, "-k", "anew")
    assert done.returncode == 1
    assert "nothing.yaml" in done.stdout


def test_it_is_registered_where_pytest_looks(repository: Path) -> None:
    import tomllib

    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"govkit.pytest_plugin": "govkit.pytest_plugin"}
