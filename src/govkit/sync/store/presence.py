"""Who is there: a name that is held by a lock for as long as its process lives, however that ends.

On PostgreSQL the lock is an advisory one of a session of its own; on SQLite one of the operating system, on a file
beside the database. So another can tell at once that whoever held something is gone, before its lease ends.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from govkit.sync.store.database import Database, lock_number

_FILE, _SESSION = "file:", "session:"


@contextmanager
def present(database: Database) -> Iterator[str]:
    """A name that no other process has, held until the end."""
    name = f"{socket.gethostname()}-{os.getpid()}-{time.time_ns()}"
    if database.is_sqlite:
        file = _file(database, name)
        with file.open("ab") as held:
            locked(held)
            try:
                yield f"{_FILE}{name}"
            finally:
                file.unlink(missing_ok=True)
        return
    session = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        session.execute(sa.select(sa.func.pg_advisory_lock(_number(name))))
        yield f"{_SESSION}{name}"
    finally:
        with suppress(DBAPIError):
            session.invalidate()
            session.close()


def is_gone(database: Database, connection: Connection, holder: str) -> bool:
    """Whether whoever was called so is surely gone: what has a name that nothing holds may live still.

    On PostgreSQL the name is then held by the transaction of `connection` until that ends.
    """
    if holder.startswith(_FILE) and database.is_sqlite:
        return _is_left(_file(database, holder.removeprefix(_FILE)))
    if holder.startswith(_SESSION) and not database.is_sqlite:
        number = _number(holder.removeprefix(_SESSION))
        return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(number))).scalar())
    return False


def _is_left(file: Path) -> bool:
    try:
        with file.open("rb+") as found:
            if not locked(found):
                return False
    except FileNotFoundError:
        return True  # it was taken away by whoever held it
    file.unlink(missing_ok=True)
    return True


def _file(database: Database, name: str) -> Path:
    return Path(f"{database.url.database}.{name}.lock")


def _number(name: str) -> int:
    return lock_number(f"govkit holder {name}")


def locked(file: IO[bytes]) -> bool:
    """Whether a lock on a file could be taken; it ends with the process, however that ends."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
