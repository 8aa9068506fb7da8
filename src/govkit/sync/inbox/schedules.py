"""The clock as a source of events: one for each due minute of a cron expression, once, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from govkit.catalog.entries.schedules import next_due
from govkit.catalog.workflows.model import Document, ScheduleTrigger
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.subscribing import CLOCK, schedule_type
from govkit.sync.store.database import Database
from govkit.sync.store.tables import CURSORS
from govkit.sync.values import Arrived, Taken

_WINDOWS = (timedelta(hours=1), timedelta(days=1), timedelta(days=32), timedelta(days=9 * 366))
"""How far back the last due minute is looked for: an expression that is due often is found in few steps."""


def crons_of(documents: Iterable[Document]) -> list[str]:
    """The cron expressions that workflows start by."""
    starts = (one.start for document in documents for one in document.workflows.values())
    triggers = (start.trigger for start in starts if start is not None)
    return list(dict.fromkeys(one.schedule for one in triggers if isinstance(one, ScheduleTrigger)))


class Schedules:
    """The cron expressions of an estate. A minute that passed while nobody looked is made up for, the last one only."""

    def __init__(self, database: Database, intake: Intake, crons: Iterable[str], now: Callable[[], float]) -> None:
        self._database = database
        self._intake = intake
        self._crons = list(crons)
        self._now = now

    def run_due(self) -> list[Taken]:
        """Makes the events that are due."""
        return [taken for cron in self._crons for taken in self._run(cron)]

    def next_due(self) -> float | None:
        """When the next is due; None where nothing is scheduled."""
        now = datetime.fromtimestamp(self._now(), UTC)
        found = [due.timestamp() for cron in self._crons if (due := next_due(cron, now)) is not None]
        return min(found, default=None)

    def _run(self, cron: str) -> list[Taken]:
        name = schedule_type(cron)
        now = datetime.fromtimestamp(self._now(), UTC)
        seen = self._seen(name, now)
        due = last_due(cron, seen, now)
        if due is None:
            return []
        moment = _written(due)
        arrived = Arrived(CLOCK, f"{name} {moment}", name, "schedule", {"scheduledAt": moment}, moment)
        with self._database.begin() as connection:
            taken = self._intake.take_in(connection, [arrived])
            later = (CURSORS.c.poll == name, CURSORS.c.cursor < moment)
            connection.execute(CURSORS.update().where(*later).values(cursor=moment, asked_at=self._now()))
        return [one for one in taken if not one.repeated]

    def _seen(self, name: str, now: datetime) -> datetime:
        """Up to when events were made; an expression that is new begins now."""
        with self._database.reading() as connection:
            known = connection.execute(sa.select(CURSORS.c.cursor).where(CURSORS.c.poll == name)).scalar()
        if known is None:
            known = _written(now)
            insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
            with self._database.begin() as connection:
                connection.execute(insert(CURSORS).values(poll=name, cursor=known).on_conflict_do_nothing())
        return datetime.fromisoformat(known)


def last_due(cron: str, after: datetime, until: datetime) -> datetime | None:
    """The last minute in a stretch of time at which a schedule is due: behind its begin, its end included."""
    for window in _WINDOWS:
        begin = max(after, until - window)
        found, due = None, next_due(cron, begin)
        while due is not None and due <= until:
            found, due = due, next_due(cron, due)
        if found is not None or begin == after:
            return found
    return None


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
