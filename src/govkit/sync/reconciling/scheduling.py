"""Reconciliations by their schedules: each when it is due, by one worker, and once where several times were missed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from govkit.catalog.entries import Entry
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.errors import GovkitError
from govkit.sync.inbox.schedules import last_due
from govkit.sync.reconciling.keeping import ENDED, FAILED, RUNNING, Busy, Lost
from govkit.sync.reconciling.repairing import settle
from govkit.sync.reconciling.running import Outcome, Place, Reconciling
from govkit.sync.store.tables import CURSORS, RECONCILED

SCHEDULE = "schedule"
"""Who asked for a run that the clock began."""

_LOG = logging.getLogger("govkit.sync")


class Reconciliations:
    """The reconciliations of an estate, as the clock begins them."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def run_due(self) -> list[Outcome]:
        """Settles what workflows repaired, and runs what is due, one after the other."""
        settle(self._place.database, self._place.now())
        return [found for one in self._entries() if self._is_due(one) and (found := self._run(one.name)) is not None]

    def _entries(self) -> Iterator[Entry[ReconciliationSpec]]:
        """Those that can be run: somebody's grants are named, or all records lie in files."""
        for one in self._place.contracts.estate.reconciliations.values():
            files = {str(system) for system, source in one.spec.sources.items() if source.file is not None}
            if one.spec.consumer is not None or files.issuperset(map(str, one.spec.systems)):
                yield one

    def _run(self, name: str) -> Outcome | None:
        try:
            found = Reconciling(self._place).run(name, SCHEDULE)
        except (Busy, Lost):
            return None
        except GovkitError as error:
            _LOG.error("%s", error)
            return None
        if found.figures.found:
            sent = f", {len(found.sent):,} repairs are on the way" if found.sent else ""
            _LOG.warning("%s found %d differences%s", name, found.figures.found, sent)
        return found

    # -------------------------------------------------------------------------------------------------------------- due

    def _is_due(self, entry: Entry[ReconciliationSpec]) -> bool:
        """Whether a minute of its schedule passed, or a process died over it; whoever asks first has it."""
        now = self._place.now()
        at = datetime.fromtimestamp(now, UTC)
        seen = self._seen(entry.name, at)
        due = last_due(entry.spec.schedule, datetime.fromisoformat(seen), at)
        if due is None:
            return self._has_died(entry.name, now)
        with self._place.database.begin() as connection:
            mine = (CURSORS.c.poll == _poll(entry.name), CURSORS.c.cursor == seen)
            changed = CURSORS.update().where(*mine).values(cursor=_written(due), asked_at=now)
            return bool(connection.execute(changed).rowcount)

    def _seen(self, name: str, at: datetime) -> str:
        """Up to when its schedule was looked at; one that is new begins now."""
        database = self._place.database
        with database.reading() as connection:
            known = connection.execute(sa.select(CURSORS.c.cursor).where(CURSORS.c.poll == _poll(name))).scalar()
        if known is None:
            known = _written(at)
            insert = sqlite.insert if database.is_sqlite else postgresql.insert
            with database.begin() as connection:
                connection.execute(insert(CURSORS).values(poll=_poll(name), cursor=known).on_conflict_do_nothing())
        return str(known)

    def _has_died(self, name: str, now: float) -> bool:
        """Whether the process of the last run ended over it, and not that of the one before as well."""
        with self._place.database.reading() as connection:
            asked = sa.select(RECONCILED).where(RECONCILED.c.reconciliation == name)
            rows = connection.execute(asked.order_by(RECONCILED.c.id.desc()).limit(2)).all()
        if not rows or rows[0].state != RUNNING or rows[0].held_until > now or rows[0].started_by != SCHEDULE:
            return False
        return len(rows) < 2 or rows[1].state != FAILED or rows[1].note != ENDED


def _poll(name: str) -> str:
    return f"reconciliation {name}"


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
