"""Runs parts one after the other, each as a process of its own that may take so long, and says how it goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from benchmarks.gathering import Outcome, head
from benchmarks.machine import described, pace
from benchmarks.parts import Part, shown

_PATIENCE = 10.0
"""Seconds that a process has to end itself once it is told to."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where parts run: the root of the checkout, the folder of results, that of what they print."""

    root: Path
    results: Path
    logs: Path
    pace: Callable[[], float] = pace


class Progress:
    """What a person sees: on a terminal a line that moves on, elsewhere one at the beginning and one at the end."""

    def __init__(self, to: TextIO, count: int) -> None:
        self._to = to
        self._count = count
        self._moves = to.isatty()

    def begins(self, number: int, part: Part) -> None:
        """A part begins."""
        about = f"about {part.minutes:g} min" if part.minutes >= 1 else "less than a minute"
        self._head = f"[{number}/{self._count}] {part.name}: {part.answers}"
        self._say(f"{self._head} ({about})", end="" if self._moves else "\n")

    def goes_on(self, seconds: float) -> None:
        """It runs for so long."""
        if self._moves:
            self._say(f"\r\x1b[K{self._head} … {seconds:.0f} s", end="")

    def ends(self, outcome: Outcome) -> None:
        """It ended: well, or why not."""
        how = f"FAILED: {outcome.failed}" if outcome.failed else "done"
        took = f" in {outcome.seconds:.0f} s" if outcome.seconds is not None else ""
        start = f"\r\x1b[K{self._head}: " if self._moves else "    "
        self._say(f"{start}{how}{took}")

    def _say(self, text: str, end: str = "\n") -> None:
        print(text, end=end, file=self._to, flush=True)


def run(parts: Sequence[Part], stage: Stage, progress: Progress) -> Iterator[Outcome]:
    """What came of each part, one after the other: one that fails does not hinder the next."""
    for number, part in enumerate(parts, 1):
        progress.begins(number, part)
        outcome = _of(part, stage, progress)
        progress.ends(outcome)
        yield outcome


def _of(part: Part, stage: Stage, progress: Progress) -> Outcome:
    missing = next((one for one in part.needs if not one.exists()), None)
    if missing is not None:
        return Outcome(part.name, failed=f"it needs {shown(missing)}, which is not there")
    result, log = stage.results / part.result, stage.logs / f"{part.name}.log"
    before, began = _written(result), time.monotonic()
    started = datetime.now(UTC).isoformat(timespec="seconds")
    paces, load = [stage.pace()], os.getloadavg()[0]
    failed = _ended(part, stage, log, progress)
    seconds = round(time.monotonic() - began, 1)
    if not failed and _written(result) == before:
        failed = f"it wrote no {part.result}"
    if _written(result) == before:
        return Outcome(part.name, seconds=seconds, failed=failed)
    machine = {
        **described(),
        "seconds_for_ten_million_additions": [*paces, stage.pace()],
        "load_average_before": round(load, 2),
    }
    return Outcome(part.name, started, "run", head(stage.root), seconds, machine, failed)


def _written(file: Path) -> int | None:
    return file.stat().st_mtime_ns if file.exists() else None


def _ended(part: Part, stage: Stage, log: Path, progress: Progress) -> str:
    """Runs the process of a part to its end; why it failed, or nothing."""
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= dict(part.environment)
    with log.open("w", encoding="utf-8") as told:
        process = subprocess.Popen(
            [sys.executable, *part.command, *map(str, part.files)],
            cwd=stage.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        begun = time.monotonic()
        try:
            while process.poll() is None:
                passed = time.monotonic() - begun
                if passed > part.limit:
                    return f"ended after {passed:.0f} s, longer than it may take: see {shown(log)}"
                progress.goes_on(passed)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(min(1.0, part.limit))
        finally:
            _stop(process)
    if process.returncode:
        return f"exit {process.returncode}: {_last_line(log)} (all of it in {shown(log)})"
    return ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process of ours and what it started, where it still runs."""
    if process.poll() is not None:
        return
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
            return


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else "it said nothing"
