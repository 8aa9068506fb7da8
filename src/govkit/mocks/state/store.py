"""Records in tables. Everything is in memory, in the order of its making."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(slots=True)
class Record:
    """One record. `links` are the path parameters above it that no field of it tells."""

    key: str
    value: dict[str, Any]
    seq: int
    links: dict[str, str] = field(default_factory=dict)
    version: int = 1
    parts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """The records of one kind."""

    records: dict[int, Record] = field(default_factory=dict)
    by_key: dict[str, list[Record]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    seeded: bool = False
    made: int = 0

    def add(self, key: str, value: dict[str, Any], links: dict[str, str]) -> Record:
        """A new record."""
        self.made += 1
        record = Record(key, value, self.made, links)
        self.records[record.seq] = record
        self.by_key.setdefault(key, []).append(record)
        self.deleted.discard(key)
        return record

    def named(self, key: str) -> list[Record]:
        """The records of that key."""
        return self.by_key.get(key, [])

    def remove(self, record: Record) -> None:
        """Removes a record; that it was there is remembered."""
        del self.records[record.seq]
        self.by_key[record.key].remove(record)
        self.deleted.add(record.key)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records.values())


class Store:
    """All tables of one system."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.parts: dict[str, Any] = {}

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
        return (self._still or datetime.now(UTC)) + self._moved

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
