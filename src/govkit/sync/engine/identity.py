"""Who a worker is: the first name that nobody living has, held for as long as its process lives.

On PostgreSQL a session's advisory lock holds it, so that the living find out about the dead by trying to take theirs;
on SQLite, which is for one worker, a lock of the operating system on a file beside the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from govkit.errors import UsageError
from govkit.sync.store.database import Database, lock_number
from govkit.sync.store.presence import locked

_MOST = 1000
_BEAT = 0.5
"""Seconds between two looks whether the session still holds."""


def worker_name(number: int) -> str:
    """The name of the `number`-th worker, from 1."""
    return f"worker-{number}"


class Identity(Protocol):
    """The name of a worker, held."""

    name: str

    def watch(self, lost: Callable[[BaseException], None]) -> None:
        """Calls back, once, when the name is not surely its own any more."""
        ...

    def is_dead(self, name: str) -> bool:
        """Whether nobody living has a name. Its lock is then held here until `release`."""
        ...

    def release(self, name: str) -> None:
        """Gives up a name that `is_dead` took."""
        ...

    def close(self) -> None:
        """Gives the name up."""
        ...


def identify(database: Database) -> Identity:
    """Takes a name. Raises UsageError where there is none to be had."""
    return FileIdentity(database) if database.is_sqlite else SessionIdentity(database)


class FileIdentity:
    """A name held by a lock on a file."""

    def __init__(self, database: Database) -> None:
        self.name = worker_name(1)
        assert database.url.database is not None, "checked when it was opened"
        path = Path(f"{database.url.database}.{self.name}.lock")
        self._file: IO[bytes] = path.open("ab")
        if not locked(self._file):
            self._file.close()
            hint = "stop it, or use PostgreSQL, which is for several workers: `sync.database` in govkit.yaml"
            raise UsageError(f"a worker runs on {database.shown} already", hint=hint)

    def watch(self, lost: Callable[[BaseException], None]) -> None:
        """A file's lock is not lost while the process lives."""

    def is_dead(self, name: str) -> bool:
        """There is one worker: every other name is of nobody."""
        return name != self.name

    def release(self, name: str) -> None:
        """Nothing was taken."""

    def close(self) -> None:
        """Gives the name up."""
        self._file.close()


class SessionIdentity:
    """A name held by an advisory lock of a session of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._session = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._looks = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._ended = threading.Event()
        for number in range(1, _MOST):
            if _taken(self._session, worker_name(number)):
                self.name = worker_name(number)
                return
        raise UsageError(f"{_MOST - 1} workers run on {database.shown} already")

    def watch(self, lost: Callable[[BaseException], None]) -> None:
        """Asks the session again and again; who does not get an answer is not sure of its name any more."""

        def beat() -> None:
            while not self._ended.wait(_BEAT):
                try:
                    self._session.execute(sa.text("SELECT 1"))
                except DBAPIError as error:
                    if not self._ended.is_set():
                        lost(error)
                    return

        threading.Thread(target=beat, name="govkit-identity", daemon=True).start()

    def is_dead(self, name: str) -> bool:
        """Whether nobody living has a name. Its lock is then held here until `release`."""
        with self._guard:
            return _taken(self._looks, name)

    def release(self, name: str) -> None:
        """Gives up a name that `is_dead` took."""
        with self._guard:
            self._looks.execute(sa.select(sa.func.pg_advisory_unlock(_lock(name))))

    def close(self) -> None:
        """Gives the name up."""
        self._ended.set()
        for one in (self._session, self._looks):
            one.invalidate()
            one.close()


def _taken(session: Connection, name: str) -> bool:
    return bool(session.execute(sa.select(sa.func.pg_try_advisory_lock(_lock(name)))).scalar())


def _lock(name: str) -> int:
    return lock_number(f"govkit executor {name}")
