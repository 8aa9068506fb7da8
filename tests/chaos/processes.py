"""The estate of the trials, and the processes that are forked to work in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ESTATE = Path(__file__).parent / "estate"


@contextmanager
def prepared(folder: Path) -> Iterator[Path]:
    """The estate of the trials with its clients, in a folder of its own."""
    estate = folder / "estate"
    if not estate.exists():
        shutil.copytree(ESTATE, estate)
        command = [sys.executable, "-m", "govkit", "generate"]
        subprocess.run(command, cwd=estate, check=True, capture_output=True, text=True)
    yield estate


class Zygote:
    """What workers are forked from."""

    def __init__(self, estate: Path) -> None:
        command = [sys.executable, "-m", "tests.chaos.worker", str(estate)]
        root = Path(__file__).parents[2]
        environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, env=environment
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the workers cannot be prepared")

    def fork(self, order: dict[str, Any]) -> int:
        """A new worker; its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Forks no more."""
        self._process.kill()
        self._process.communicate()


def is_alive(process: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
