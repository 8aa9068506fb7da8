"""docs/mocks.md: its commands print what it shows, on the reference estate, and its Python runs."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.gate.mock_server import Mock
from govkit.mocks.faults.orders import orders_in
from tests.test_readme import blocks

_PART = re.compile(r"```sh\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    """The part before webhooks and declared behaviour, whose samples are tested with them."""
    return (repository / "docs/mocks.md").read_text(encoding="utf-8").partition("\n## Webhooks\n")[0]


@pytest.fixture(scope="module")
def platforms(repository: Path) -> Iterator[Mock]:
    with Mock(cwd=repository) as served:
        yield served


def test_every_command_prints_what_the_guide_shows(guide: str, platforms: Mock, repository: Path) -> None:
    """One after the other, on one server; the first of them is the server itself."""
    if shutil.which("curl") is None:
        pytest.skip("the guide asks with curl, which is not installed")
    port = platforms.address.rpartition(":")[2]
    environment = {
        **os.environ,
        "GOVKIT_MOCK_URL": platforms.address,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(repository / "src"),
        "no_proxy": "*",
    }
    (_, started), *others = _PART.findall(guide)
    assert started.replace("4010", port).splitlines() == [f"{name} {url}" for name, url in platforms.addresses.items()]
    assert len(others) == len(blocks(guide, "sh")) - 1
    for commands, shown in others:
        done = subprocess.run(
            ["bash", "-uc", commands.replace("4010", port)],
            check=False, cwd=repository, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        printed = "\n".join(line.rstrip() for line in done.stdout.splitlines())
        assert printed == shown.strip("\n"), f"{commands}\n{done.stderr}"


def test_the_file_of_faults_is_one(guide: str, tmp_path: Path) -> None:
    (text,) = blocks(guide, "yaml")
    (tmp_path / "faults.yaml").write_text(text)
    assert [order.fault for order in orders_in(tmp_path / "faults.yaml")] == ["slow-commit", "drop", "error", "latency"]


def test_the_python_of_the_guide_runs(guide: str, repository: Path, tmp_path: Path) -> None:
    test, program = blocks(guide, "python")
    (tmp_path / "test_guide.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "govkit.pytest_plugin", "--rootdir", str(repository)]
    environment = {**os.environ, "PYTHONPATH": str(repository / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, "-c", os.devnull, str(tmp_path / "test_guide.py")],
        check=False, cwd=repository, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.chdir(repository):
        exec(compile(program, "docs/mocks.md", "exec"), {})
    assert printed.getvalue() == "True True\n"
