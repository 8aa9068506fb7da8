"""All that one system remembers, in memory, and the time that mocks tell."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from govkit.mocks.state.table import Record, Table

__all__ = ["Clock", "Record", "Store", "Table"]


MOST_HELD = 128 * 1024 * 1024


class Store:
    """All tables of one system."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.parts: dict[str, Any] = {}
        self.held = 0
        """About how many bytes callers had it keep."""

        self.others: dict[str, Any] = {}
        """What else is remembered with the records, such as settings and the numbers that were given."""

    def table(self, name: str) -> Table:
        """The table of that name, new where there was none."""
        found = self.tables.get(name)
        if found is None:
            found = self.tables[name] = Table()
        return found

    def clear(self) -> None:
        """Forgets everything."""
        self.tables.clear()
        self.parts.clear()
        self.held = 0
        self.others.clear()

    def weigh(self, record: Record, more: int) -> None:
        """Notes that a record became so many bytes heavier; a negative number lets it weigh nothing."""
        before = record.weight
        record.weight = before + more if more >= 0 else 0
        self.held += record.weight - before

    def snapshot(self) -> Store:
        """A copy that later writes do not change."""
        return copy.deepcopy(self)


class Clock:
    """The time that a mock tells: that of the machine, moved, or standing still."""

    def __init__(self) -> None:
        self._moved = timedelta()
        self._still: datetime | None = None
        self.watchers: list[Callable[[], None]] = []
        """Called whenever the time is moved, stopped, or runs again."""

    @property
    def runs(self) -> bool:
        """Whether time passes by itself."""
        return self._still is None

    def now(self) -> datetime:
        """The time, in UTC."""
        now = self._still or datetime.now(UTC)
        return now + self._moved if self._moved else now

    def advance(self, by: timedelta) -> None:
        """Moves the time on. Raises OverflowError beyond the year 9999."""
        before, self._moved = self._moved, self._moved + by
        try:
            self.now()
        except OverflowError:
            self._moved = before
            raise
        self._changed()

    def stop_at(self, instant: datetime | None) -> None:
        """Lets the time stand still at an instant, or run again as that of the machine."""
        self._still, self._moved = instant, timedelta()
        self._changed()

    def _changed(self) -> None:
        for watcher in self.watchers:
            watcher()


def instant_text(instant: datetime) -> str:
    """An instant as RFC 3339 has it, in UTC."""
    return instant.isoformat().replace("+00:00", "Z")
