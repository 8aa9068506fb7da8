"""Who asked for what: counted by day, so that grants which nobody uses are found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from govkit.sync.store.database import Database
from govkit.sync.store.tables import ACCESSES

NOBODY = ""
"""Who has no token that is known."""


class Access(NamedTuple):
    """A call as it is counted."""

    day: str
    consumer: str
    version: str
    operation: str
    status: int


class Accesses:
    """Counts in memory, and writes down what came of it every few seconds: safe for several threads."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now
        self._waiting: dict[Access, int] = {}
        self._lock = threading.Lock()
        self._day = (0, "")

    def add(self, consumer: str, version: str, operation: str, status: int) -> None:
        """Counts one."""
        access = Access(self._today(), consumer, version, operation, status)
        with self._lock:
            self._waiting[access] = self._waiting.get(access, 0) + 1

    def _today(self) -> str:
        now = self._now()
        number = int(now // 86_400)
        if self._day[0] != number:
            self._day = (number, datetime.fromtimestamp(now, UTC).date().isoformat())
        return self._day[1]

    def flush(self) -> None:
        """Writes down what waits; a database that is gone makes it wait longer."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            with self._database.begin() as connection:
                for access, count in sorted(waiting.items()):
                    connection.execute(self._counted(access, count))
        except SQLAlchemyError:
            with self._lock:
                for access, count in waiting.items():
                    self._waiting[access] = self._waiting.get(access, 0) + count

    def _counted(self, access: Access, count: int) -> sa.Insert:
        now = self._now()
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        added = insert(ACCESSES).values(**access._asdict(), count=count, last_at=now)
        keys = [ACCESSES.c[name] for name in Access._fields]
        return added.on_conflict_do_update(
            index_elements=keys, set_={"count": ACCESSES.c.count + count, "last_at": now}
        )
