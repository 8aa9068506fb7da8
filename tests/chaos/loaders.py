"""Who loads beside the events: processes that die in a page, and the command itself, killed while it reads."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from govkit.sync.store.database import Database
from govkit.sync.store.tables import LOADS
from tests.chaos.bulk import WORKFLOW
from tests.chaos.processes import Zygote, is_alive

_LOADERS = 2
_DIES = 0.005
"""How likely one dies within a turn of the trial, of which there are some forty a second."""
_DIES_READING = 0.2
"""The same of the command, while a load is its own."""


class Loaders:
    """All of them load the same, so that each takes over from the others."""

    def __init__(self, seed: int, zygote: Zygote, database: Database, estate: Path, mocks: str, log: Path) -> None:
        self._seed = seed
        self._zygote = zygote
        self._database = database
        self._estate = estate
        self._mocks = mocks
        self._log = log
        self._rng = random.Random(f"loaders {seed}")
        self._lot = 0
        self._forked: list[int] = []
        self._command: subprocess.Popen[bytes] | None = None
        self._said = log.with_suffix(".said")
        self.kills = 0
        self.command_kills = 0
        self.crashes: list[str] = []

    def keep(self, shift: float) -> None:
        """Sees to it that they load, and that now and then one dies."""
        for process in [one for one in self._forked if not is_alive(one)]:
            self._forked.remove(process)
            self.kills += 1
        while len(self._forked) < _LOADERS:
            self._lot += 1
            order = {"loader": f"{self._seed} {self._lot}", "mocks": self._mocks, "log": str(self._log)}
            self._forked.append(self._zygote.fork({**order, "database": self._address, "shift": shift}))
        if self._rng.random() < _DIES:
            _kill(self._rng.choice(self._forked))
        self._keep_command()

    @property
    def _address(self) -> str:
        return self._database.url.render_as_string(hide_password=False)

    def _keep_command(self) -> None:
        command = self._command
        if command is None or command.poll() is not None:
            self._heard()
            self._command = self._begun()
        elif self._rng.random() < _DIES_READING and self._reads(command.pid):
            command.kill()
            command.wait()
            self.command_kills += 1

    def _begun(self) -> subprocess.Popen[bytes]:
        """The command: it goes on where there is something to go on with, else it begins."""
        resume = ["--resume"] if self._rng.random() < 0.8 else []
        command = [sys.executable, "-m", "govkit", "sync", "bulk", WORKFLOW, *resume, "--mocks", self._mocks]
        environment = {**os.environ, "GOVKIT_SYNC_DATABASE": self._address}
        with self._said.open("wb") as said:
            return subprocess.Popen(
                [*command, "--open", "1000"], cwd=self._estate, env=environment, stdout=said, stderr=said
            )

    def _reads(self, process: int) -> bool:
        mine = sa.select(LOADS.c.id).where(LOADS.c.state == "running", LOADS.c.holder.like(f"%-{process}-%"))
        with suppress(DBAPIError), self._database.reading() as connection:
            return connection.execute(mine).first() is not None
        return False

    def _heard(self) -> None:
        """Whatever happened, a command ends with words."""
        said = self._said.read_text(encoding="utf-8", errors="replace") if self._said.exists() else ""
        if "Traceback" in said:
            self.crashes.append(said.strip().rpartition("\n")[2])

    def stop(self) -> None:
        """Ends all of them."""
        for process in self._forked:
            _kill(process)
        self._forked.clear()
        if self._command is not None:
            self._command.kill()
            self._command.wait()
            self._heard()
            self._command = None


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    while is_alive(process):
        time.sleep(0.005)
