"""The lower bounds of dependencies are true: what they allow at the least is installed, and tests run with it."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.packaging.installing import environment, run

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"

CHOSEN = (
    "tests/cli/test_commands.py",
    "tests/cli/test_exit_codes.py",
    "tests/gate/test_beginning.py",
    "tests/gate/test_doctoring.py",
    "tests/e2e/test_estate_gate.py",
    "tests/client",
    "tests/mocks/test_serving.py",
    "tests/portal/test_pages.py",
    "tests/spec/documents",
    "tests/sync/engine",
)
"""Tests that reach every library: the command line, documents, schemas, clients, mocks, the portal, the runtime."""


@pytest.mark.long
def test_tests_pass_with_the_lowest_versions_that_are_allowed(wheel: Path, repository: Path, tmp_path: Path) -> None:
    fresh = environment(HERE, tmp_path / "venv", pip=False)
    uv = str(Path(sys.executable).parent / "uv")
    pins = tmp_path / "lowest.txt"
    words = [uv, "pip", "compile", "--quiet", "--resolution", "lowest-direct", "--python-version", HERE]
    run([*words, "--extra", "all", "pyproject.toml", "-o", str(pins)], cwd=repository)
    chosen = pins.read_text(encoding="utf-8")
    for name, bound in bounds(repository):
        assert re.search(rf"^{name}=={re.escape(bound)}(?:\.0)*$", chosen, re.MULTILINE), f"{name}=={bound}"
    fresh.install_fast("--no-deps", "-r", str(pins))  # all of them, and jsonschema-rs as the base has it
    fresh.install_fast("pytest>=9", "pytest-xdist", "hypothesis")
    fresh.install_fast("--no-deps", str(wheel))
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", "-m", "not long", *CHOSEN]
    settings = {**os.environ, **fresh.variables, "PYTHONPATH": str(repository / "src")}
    run([str(fresh.folder / "bin/python"), *tests], cwd=repository, env=settings)


def bounds(repository: Path) -> list[tuple[str, str]]:
    """Libraries of the base, with the lowest version that is allowed; jsonschema-rs is overridden for development."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [re.match(r"([\w-]+)>=([\d.]+)", line) for line in project["dependencies"]]
    return [(one[1].lower(), one[2]) for one in found if one and one[1] != "jsonschema-rs"]
