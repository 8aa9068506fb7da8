"""Counts of what only grows: what lies there for a while is counted once, and each look adds what came since.

So a look costs as much as happened since the last, whatever the database holds. Where rows at the far end went, as
retention takes them, all is counted anew; and so it is once an hour, whatever else may have changed.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.store.tables import EFFECTS, EVENTS, RUNS

Labels: TypeAlias = tuple[str, ...]

_SETTLED: Final = 60.0
"""Seconds after which no transaction adds a row any more at a place that was passed."""
_ANEW: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Seen:
    """How many rows there are of a sort, and how many seconds they took together, where they take any."""

    count: int
    seconds: float = 0.0


class Tally:
    """Counts the rows of a table by some columns, along one that grows. The column needs an index."""

    def __init__(
        self,
        along: sa.Column[Any],
        by: tuple[sa.Column[Any], ...],
        seconds: sa.ColumnElement[float] | None = None,
    ) -> None:
        """`seconds` is added up beside. Rows where the column is null do not count; of moments, those to come may."""
        self._is_moment = isinstance(along.type, sa.Float)
        self._along, self._by = along, by
        self._seconds = seconds if seconds is not None else sa.literal(0.0)
        self._lock = threading.Lock()
        self._forget(0.0)

    def _forget(self, now: float) -> None:
        self._began = self._last = now
        self._first: Any = None
        self._upto: Any = None
        self._known: dict[Labels, Seen] = {}
        self._marks: deque[tuple[float, Any]] = deque()

    def look(self, connection: Connection, now: float) -> dict[Labels, Seen]:
        """All rows by now, by their labels in order."""
        with self._lock:
            first, last = self._end(connection, self._along), self._end(connection, self._along.desc())
            if first != self._first or now < self._last or now - self._began >= _ANEW:
                self._forget(now)
            self._first, self._last = first, now
            self._settle(connection, now)
            if last is not None:
                self._marks.append((now, min(last, now) if self._is_moment else last))
            return dict(sorted(self._with(connection, None).items()))

    def _end(self, connection: Connection, order: sa.ColumnElement[Any]) -> Any:
        asked = sa.select(self._along).where(self._along.is_not(None)).order_by(order).limit(1)
        return connection.execute(asked).scalar()

    def _settle(self, connection: Connection, now: float) -> None:
        """What lies for so long that nothing comes between is known from now on."""
        upto = self._upto
        while self._marks and self._marks[0][0] <= now - _SETTLED:
            upto = self._marks.popleft()[1]
        if upto != self._upto:
            self._known, self._upto = self._with(connection, upto), upto

    def _with(self, connection: Connection, upto: Any) -> dict[Labels, Seen]:
        """What is known, with what lies behind it."""
        bounds = [self._along.is_not(None)]
        bounds += [self._along > self._upto] if self._upto is not None else []
        bounds += [self._along <= upto] if upto is not None else []
        asked = sa.select(*self._by, sa.func.count(), sa.func.sum(self._seconds)).where(*bounds).group_by(*self._by)
        found = dict(self._known)
        for *values, count, seconds in connection.execute(asked):
            labels = tuple(str(value) for value in values)
            known = found.get(labels, Seen(0))
            found[labels] = Seen(known.count + int(count), known.seconds + float(seconds or 0.0))
        return found


class Tallies:
    """The tallies of one process."""

    def __init__(self) -> None:
        self.events = Tally(EVENTS.c.seq, (EVENTS.c.source, EVENTS.c.channel))
        took = RUNS.c.finished_at - RUNS.c.created_at
        self.finished = Tally(RUNS.c.finished_at, (RUNS.c.workflow, RUNS.c.state, RUNS.c.generation), took)
        self.effects = Tally(EFFECTS.c.id, (EFFECTS.c.system,))
