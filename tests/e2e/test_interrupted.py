"""Commands that are told to stop, or that nobody reads any more: no traceback, nothing half-written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from govkit.cli import govkit as program
from govkit.gate.beginning.reference import reference_files
from tests.cli.test_manners import LEAVES
from tests.tiers import some

GROUPED = {words[0] for words in LEAVES if len(words) > 1}
"""Commands that are commands of commands."""

LONG_ONES = (
    "check", "codeowners --write", "export backstage --to out", "export api-catalog", "generate", "impact crm@4.2.0",
    "lint", "register new.yaml --system crm", "report lineage", "report matrix", "rules", "schema --write schemas",
    "validate", "init --with-example example", "sync migrate", "portal --static pages",
)  # fmt: skip
"""Commands that read much, or write, in the reference estate."""


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference estate, committed."""
    folder = tmp_path_factory.mktemp("estate")
    for path, data in reference_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / ".gitignore").write_text(".govkit/\n__pycache__/\n")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for words in (("init", "-q", "-b", "main"), ("add", "."), (*who, "commit", "-q", "-m", "first")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def start(words: str, cwd: Path) -> subprocess.Popen[bytes]:
    """A command in a process group of its own, as a terminal starts it, whose Python has started.

    Before, no line of ours has run, and Python says what it says.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGUN, *words.split()],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    os.read(process.stdout.fileno(), 1)
    time.sleep(0.02)  # the first module is a few lines
    return process


_BEGUN = "import os; os.write(1, b'x'); from govkit.__main__ import main; main()"


def stopped(process: subprocess.Popen[bytes], number: signal.Signals, after: float) -> tuple[int, str]:
    """The exit code and the complaints of a command that is sent a signal, with all that it has started."""
    time.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, number)
    _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()


CASES = [(words, number) for words in LONG_ONES for number in (signal.SIGINT, signal.SIGTERM)]


@pytest.mark.parametrize(("words", "number"), some(CASES, 6, 1), ids=str)
def test_a_command_that_is_told_to_stop_leaves_nothing_half_written(
    words: str, number: signal.Signals, estate: Path, tmp_path: Path
) -> None:
    here = tmp_path / "estate"
    shutil.copytree(estate, here)
    (here / "new.yaml").write_text("openapi: 3.1.0\ninfo: {title: New, version: 1.0.0}\npaths: {}\n")
    before = written(here)
    for after in (0.05, 0.4, 0.9):
        code, said = stopped(start(words, here), number, after)
        assert "Traceback" not in said, said
        assert code in (130, -number, 0, 1, 2), said
        if code == 130 and words.split(maxsplit=1)[0] not in (
            "portal",
            "sync",
            "generate",
        ):  # these write file by file, whole
            assert written(here) == before
        assert not [path for path in here.rglob(".*.*") if path.name.endswith(".tmp")]
        assert not [path for path in here.rglob(".*") if is_draft(path)]


def is_draft(path: Path) -> bool:
    """Whether a file is what a writer has not yet put in its place."""
    beside = {one.name for one in path.parent.iterdir()}
    return path.is_file() and path.name.count(".") >= 2 and path.name.rsplit(".", 1)[0].lstrip(".") in beside


def written(folder: Path) -> dict[str, bytes]:
    """All files but those of Git and of govkit's own."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".git", ".govkit", "__pycache__"} & set(path.parts)
    }


@pytest.mark.parametrize("after", [0.0, 0.02, 0.06, 0.1, 0.2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_it_loads_it_ends_in_silence(number: signal.Signals, after: float, estate: Path) -> None:
    code, said = stopped(start("report lineage", estate), number, after)
    assert "Traceback" not in said, said
    assert code in (130, 0)


@pytest.mark.parametrize("words", some(LEAVES, 20, 1), ids=" ".join)
def test_nobody_who_goes_away_is_told_of_it(words: tuple[str, ...], estate: Path) -> None:
    """Help, and what the command says without arguments, into a pipe that nobody reads."""
    without = () if words[0] in ("demo", "mock", "portal", "sync", "pact", "generate", "init") else ((),)
    for arguments in (("--help",), *without):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, "-m", "govkit", *words, *arguments],
            cwd=estate, stdin=subprocess.DEVNULL, stdout=writer, stderr=subprocess.PIPE, timeout=120, check=False,
        )  # fmt: skip
        os.close(writer)
        assert b"Traceback" not in done.stderr
        assert b"Broken pipe" not in done.stderr
        assert done.returncode in (0, 1, 2)


def test_head_takes_what_it_wants(estate: Path) -> None:
    for words in ("rules", "explain response-property-removed", "report lineage", "schema api"):
        script = f'"$0" -m govkit {words} | head -n 1; echo "${{PIPESTATUS[0]}}"'
        done = subprocess.run(
            ["bash", "-c", script, sys.executable], cwd=estate, capture_output=True, text=True, timeout=120, check=True
        )
        assert done.stderr == ""
        assert done.stdout.splitlines()[-1] == "0"


def test_the_walk_reaches_every_command() -> None:
    assert len(LEAVES) > 70
    assert {"mock", "sync", "report", "pact", "export", "import", "portal"} <= GROUPED
    assert set(program.list_commands(click.Context(program))) == {words[0] for words in LEAVES} | GROUPED
