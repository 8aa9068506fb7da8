"""Work in a process that is forked when all is imported, bounded in time and memory, and what came of it."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Final

import pytest

_MEMORY: Final = 8 << 30
_NOTICE = 0.02


@dataclass
class Child:
    """A forked process: which work it does, how it ended (None while it runs, an exit code, or minus a signal)."""

    pid: int
    until: float
    folder: Path
    ended: int | None = None
    late: bool = False

    def look(self) -> bool:
        """Whether it has ended; one that takes too long is ended, with all that it had started."""
        if self.ended is None:
            if time.monotonic() > self.until:
                self.late = True
                _kill(self.pid)
            pid, status = os.waitpid(self.pid, 0 if self.late else os.WNOHANG)
            if pid:
                self.ended = os.waitstatus_to_exitcode(status)
                self.late = self.late or self.ended == -signal.SIGXCPU
                _kill(self.pid)
                rmtree(self.folder, ignore_errors=True)
        return self.ended is not None


@dataclass
class Forks:
    """Some processes at a time."""

    jobs: int
    running: list[Child] = field(default_factory=list)

    def start(self, work: Callable[[Path], int], seconds: float) -> Child:
        """Forks as soon as there is room; the work has a folder of its own, and gives the exit code.

        `seconds` are of CPU; on a machine under load it may take ten times as long.
        """
        while len(self.running) >= self.jobs:
            self.wait()
        folder = Path(tempfile.mkdtemp(prefix="govkit-mutation-"))
        pid = os.fork()
        if not pid:
            _live(work, folder, seconds)
        child = Child(pid, time.monotonic() + 10 * seconds, folder)
        self.running.append(child)
        return child

    def wait(self) -> None:
        """Until one of them has ended."""
        while self.running:
            left = [one for one in self.running if not one.look()]
            if len(left) < len(self.running):
                self.running = left
                return
            time.sleep(_NOTICE)

    def finish(self) -> None:
        """Until all of them have ended."""
        while self.running:
            self.wait()


def _live(work: Callable[[Path], int], folder: Path, seconds: float) -> None:
    code = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(nothing, descriptor)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        code = work(folder)
    finally:
        os._exit(code)


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def run(items: list[pytest.Item], folder: Path, *, first: bool) -> list[str]:
    """Runs tests in this process, with their fixtures, and names those that failed; with `first`, ends with one."""
    session = items[0].session
    factory = session.config._tmp_path_factory  # type: ignore[attr-defined]  # of pytest's own plugin for paths
    factory._basetemp = folder
    notes = _Notes()
    session.config.pluginmanager.unregister(name="terminalreporter")
    session.config.pluginmanager.register(notes)
    try:
        for item, following in _with_next(items):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if notes.failed and first:
                break
    finally:
        with suppress(BaseException):
            session._setupstate.teardown_exact(None)
    return notes.failed


def _with_next(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None], strict=True)


class _Notes:
    """Which tests failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
