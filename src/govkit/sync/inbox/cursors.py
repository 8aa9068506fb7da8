"""Cursors: how far each poll has come, and who asks now, so that two never ask at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from govkit.sync.inbox.keeping import bounded
from govkit.sync.store.database import Database
from govkit.sync.store.tables import CURSORS

LEASE = 120.0
"""Seconds for which whoever asks holds a poll, anew with each page: longer than a call may take."""

_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 3600.0


class LeaseLost(Exception):
    """Somebody else asks now: what was read must not be taken, which the transaction that raises it does not."""


@dataclass(frozen=True, slots=True)
class Held:
    """A poll that is ours for a while: how far it had come, and the pause after its last failure, 0 for none."""

    poll: str
    cursor: str | None
    begun: float
    pause: float


class Cursors:
    """The cursors of a database. `holder` tells this process from all others."""

    def __init__(self, database: Database, now: Callable[[], float], holder: str, lease: float = LEASE) -> None:
        self._database = database
        self._now = now
        self._holder = holder
        self._lease = lease

    def hold(self, poll: str) -> Held | None:
        """Takes a poll that is due and that nobody holds; None where it is not to be had."""
        now = self._now()
        if self.due(poll) > now:
            return None
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        free = (CURSORS.c.poll == poll, CURSORS.c.due <= now, CURSORS.c.held_until <= now)
        with self._database.begin() as connection:
            connection.execute(insert(CURSORS).values(poll=poll).on_conflict_do_nothing())
            before = connection.execute(sa.select(CURSORS).where(*free).with_for_update()).first()
            if before is None:
                return None
            held = {"holder": self._holder, "held_until": now + self._lease, "asked_at": now}
            connection.execute(CURSORS.update().where(*free).values(**held))
        failed = before.failed is not None and before.asked_at is not None
        return Held(poll, before.cursor, now, max(before.due - before.asked_at, 0.0) if failed else 0.0)

    def due(self, poll: str) -> float:
        """When a poll is to be asked next."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(CURSORS.c.due, CURSORS.c.held_until).where(CURSORS.c.poll == poll))
            found = row.first()
        return max(found.due, found.held_until) if found is not None else 0.0

    def go_on(self, connection: Connection, held: Held, cursor: str | None = None) -> None:
        """Keeps how far a poll has come, in the transaction that takes what was read. Raises LeaseLost."""
        values: dict[str, object] = {"held_until": self._now() + self._lease}
        self._change(connection, held, {**values, **({"cursor": cursor} if cursor is not None else {})})

    def done(self, held: Held, due: float, cursor: str | None = None) -> None:
        """Gives a poll back that went well. Raises LeaseLost."""
        values: dict[str, object] = {"failed": None, "due": due, "holder": None, "held_until": 0.0}
        with self._database.begin() as connection:
            self._change(connection, held, {**values, **({"cursor": cursor} if cursor is not None else {})})

    def failed(self, held: Held, because: str, retry_after: float | None) -> None:
        """Gives a poll back that failed: the pause until the next try doubles. Raises LeaseLost."""
        pause = min(max(2 * held.pause, _FIRST_PAUSE), _LONGEST_PAUSE)
        pause = max(pause, min(retry_after or 0.0, 24 * _LONGEST_PAUSE))
        values = {"failed": bounded(because), "due": held.begun + pause, "holder": None, "held_until": 0.0}
        with self._database.begin() as connection:
            self._change(connection, held, values)

    def _change(self, connection: Connection, held: Held, values: dict[str, object]) -> None:
        ours = (CURSORS.c.poll == held.poll, CURSORS.c.holder == self._holder, CURSORS.c.asked_at == held.begun)
        if not connection.execute(CURSORS.update().where(*ours).values(**values)).rowcount:
            raise LeaseLost(held.poll)
