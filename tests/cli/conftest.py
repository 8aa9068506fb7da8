"""What the tests of the command line share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

import govkit.gate
from govkit.cli import govkit as program
from tests.cli import fake_gate

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, on a gate that answers with samples."""
    for name, item in fake_gate.ALL.items():
        monkeypatch.setitem(vars(govkit.gate), name, item)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, arguments)

    return run


@pytest.fixture
def start(repository: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts a command in a process of its own, on the same gate."""

    def start(
        *arguments: str, stdout: int | IO[bytes] = subprocess.PIPE, **environment: str
    ) -> subprocess.Popen[bytes]:
        inherited = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
        paths = os.pathsep.join([str(repository / "src"), str(repository)])
        return subprocess.Popen(
            [sys.executable, str(repository / "tests/cli/fake_gate.py"), *arguments],
            env={**inherited, "PYTHONPATH": paths, **environment},
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    return start
