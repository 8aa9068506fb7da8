"""Commands as processes of their own that need not import everything anew: one process has done so, and forks.

A command gets its own folder, environment, standard streams and exit code, as from a shell; what it loads or keeps is
gone with it. Whoever asks for other rights, a terminal or another encoding starts Python instead.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from tests import rows

_PATIENCE = 120.0  # seconds
_NURSERY = """
import gc, importlib, json, os, pkgutil, resource, sys

for package in ("catalog", "checks", "cli", "findings", "gate", "reports", "spec"):
    found = importlib.import_module(f"govkit.{package}")
    for one in pkgutil.walk_packages(found.__path__, f"{found.__name__}."):
        try:
            importlib.import_module(one.name)
        except ImportError:  # an extra that is not installed
            pass

from govkit.gate.all_rules import rulebook
from govkit.gate.cache import of_this_code
from govkit.gate.estates.watched import findings_form

for made in (rulebook, of_this_code, findings_form):  # what each command would make anew
    made()
gc.freeze()  # what is there is never looked at again, nor copied for it

orders, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
print("ready", file=answers, flush=True)


def live(order):
    os.setsid()
    if order["memory"]:
        resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    for number, path in enumerate(order["streams"]):
        opened = os.open(path, os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["govkit", *order["arguments"]]
    from govkit.cli import main
    main()


for line in orders:
    child = os.fork()
    if child == 0:
        live(json.loads(line))
        os._exit(70)  # a command ends by itself
    print(child, file=answers, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)
"""


class _Nursery:
    """The process that has imported everything."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ready(self) -> subprocess.Popen[str]:
        """The process, once it has imported everything."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            atexit.register(self.end)
            assert self._process.stdout is not None
            assert self._process.stdout.readline() == "ready\n"
        return self._process

    def end(self) -> None:
        """Ends the process: it does so by itself where no order can come any more."""
        if self._process is None:
            return
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def ended(self, order: str) -> int:
        """The exit code of a command; -9 of one that did not come to an end in time."""
        process = self.ready()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{order}\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        timer = threading.Timer(_PATIENCE, os.killpg, (child, signal.SIGKILL))
        timer.start()
        try:
            return int(process.stdout.readline())
        finally:
            timer.cancel()


_NURSERY_OF_ALL = _Nursery()


def ready() -> None:
    """Waits until commands can be run, for whoever measures how long one takes."""
    _NURSERY_OF_ALL.ready()


def govkit(
    *arguments: str, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None, memory: int = 0
) -> subprocess.CompletedProcess[bytes]:
    """Runs a command to its end, within some bytes of memory; `env` is added to the environment of the test."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        for path in streams:
            path.write_bytes(stdin if path is streams[0] else b"")
        order = {
            "arguments": arguments,
            "cwd": str(cwd),
            "env": {**os.environ, **(env or {})},
            "memory": memory,
            "streams": [str(path) for path in streams],
        }
        code = _NURSERY_OF_ALL.ended(json.dumps(order))
        if code in (0, 1):
            rows.held_of(arguments, streams[1].read_bytes())
        return subprocess.CompletedProcess(arguments, code, streams[1].read_bytes(), streams[2].read_bytes())
