"""Writers of one SQLite file take turns: each waits for the one before it, and not for a clock.

SQLite lets one write at a time, and who finds it busy sleeps and asks again, ever more rarely; under load some wait for
seconds. A lock in the process hands the turn over at once. Other processes are still waited for as SQLite does it.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import Any, Self

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC", "BEGIN ", "CREATE", "ALTER ", "DROP T")


def fair(turn: threading.Lock) -> type[sqlite3.Connection]:
    """A kind of connection whose transactions hold a turn from their first write to their end."""
    return type("Writer", (_Writer,), {"turn": turn})


class _Writer(sqlite3.Connection):
    turn: threading.Lock
    _holds = False

    def cursor(self, *_: Any, **__: Any) -> Any:
        return super().cursor(_Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.cursor()
        return cursor.execute(sql, parameters)

    def take(self, sql: str) -> None:
        """Waits for the turn, where a statement begins to write."""
        if not self._holds and not self.in_transaction and sql.lstrip()[:6].upper() in _WRITES:
            self.turn.acquire()
            self._holds = True

    def give(self) -> None:
        """Hands the turn over, once no transaction is open."""
        if self._holds and not self.in_transaction:
            self._holds = False
            self.turn.release()

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self.give()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.give()

    def close(self) -> None:
        super().close()
        if self._holds:
            self._holds = False
            self.turn.release()


class _Cursor(sqlite3.Cursor):
    @property
    def _writer(self) -> _Writer:
        found = self.connection
        assert isinstance(found, _Writer), "it makes no other cursors"
        return found

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        self._writer.take(sql)
        try:
            return super().execute(sql, parameters)
        finally:
            self._writer.give()

    def executemany(self, sql: str, parameters: Any, /) -> Self:
        self._writer.take(sql)
        try:
            return super().executemany(sql, parameters)
        finally:
            self._writer.give()
