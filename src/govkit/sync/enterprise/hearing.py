"""Events of the inbox that concern what is served: what they speak of is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from govkit.sync.enterprise.shelf import Name
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EVENTS
from govkit.sync.store.texts import as_value
from govkit.sync.values import Json

_AT_ONCE = 500
_WINDOW = 200
"""Events before the last that was seen, among which one may appear late: a transaction that took longer."""
_LONGEST = 300


class Hearing:
    """Looks for events that came since the last look, and tells what they speak of."""

    def __init__(
        self, database: Database, now: Callable[[], float], told: Callable[[set[Name], float], object]
    ) -> None:
        self._database = database
        self._now = now
        self._told = told
        self._last: int | None = None
        self._seen: set[int] = set()

    def look(self) -> None:
        """One look. The first one only finds out where the inbox ends."""
        if self._last is None:
            with self._database.reading() as connection:
                self._last = connection.execute(sa.select(sa.func.max(EVENTS.c.seq))).scalar() or 0
                self._seen = set(connection.execute(sa.select(EVENTS.c.seq).where(self._recent)).scalars())
            return
        while True:
            with self._database.reading() as connection:
                asked = sa.select(EVENTS.c.seq, EVENTS.c.source, EVENTS.c.body).where(self._recent)
                rows = connection.execute(asked.order_by(EVENTS.c.seq).limit(_AT_ONCE)).all()
            new = [row for row in rows if row.seq not in self._seen]
            if not new:
                return
            names = {name for row in new for name in names_in(row.source, as_value(row.body))}
            self._told(names, self._now())
            self._last = max(self._last, *(row.seq for row in new))
            self._seen = {one for one in self._seen | {row.seq for row in new} if one > self._last - _WINDOW}

    @property
    def _recent(self) -> sa.ColumnElement[bool]:
        return EVENTS.c.seq > (self._last or 0) - _WINDOW


def names_in(system: str, body: Json) -> Iterator[Name]:
    """All that may be an identifier of a system in what it says: an object more that is read again costs little."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= _LONGEST:
            yield system, str(value)
