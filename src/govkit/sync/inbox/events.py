"""Events that were kept: found by what people know of them, in the order of their arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.store.tables import EVENTS, RUNS

_AT_ONCE = 500
"""How many numbers one statement is given: databases bound them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events: those that fit all that is said. `since` and `until` are moments of their reception."""

    seqs: tuple[int, ...] = ()
    first: int | None = None
    last: int | None = None
    type: str | None = None
    source: str | None = None
    since: float | None = None
    until: float | None = None
    key: str | None = None
    """The business key of one of its runs."""

    @property
    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions of a statement."""
        events = EVENTS.c
        named = {events.type: self.type, events.source: self.source}
        found = [column == value for column, value in named.items() if value is not None]
        if self.seqs:
            found.append(events.seq.in_(self.seqs))
        for column, least in ((events.seq, self.first), (events.received_at, self.since)):
            found += [column >= least] if least is not None else []
        if self.last is not None:
            found.append(events.seq <= self.last)
        if self.until is not None:
            found.append(events.received_at < self.until)
        if self.key is not None:
            found.append(events.seq.in_(sa.select(RUNS.c.event).where(RUNS.c.key == self.key)))
        return found


@dataclass(frozen=True, slots=True)
class Started:
    """A run that an event started."""

    id: int
    workflow: str
    generation: int
    key: str
    state: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it is kept; `body` is the text of its JSON."""

    seq: int
    source: str
    id: str
    type: str
    channel: str
    body: str
    occurred_at: str | None
    received_at: float
    trace: str | None
    repeats: int
    echo_of: str | None
    runs: tuple[Started, ...] = ()

    @property
    def key(self) -> str | None:
        """The business key, where all workflows see the same."""
        keys = {one.key for one in self.runs}
        return keys.pop() if len(keys) == 1 else None


def kept(connection: Connection, wanted: Wanted, limit: int | None = None) -> list[Kept]:
    """The events that are wanted, in the order of arrival; of too many the latest."""
    asked = sa.select(EVENTS).where(*wanted.conditions).order_by(EVENTS.c.seq.desc()).limit(limit)
    rows = connection.execute(asked).all()[::-1]
    runs = _runs(connection, [row.seq for row in rows])
    return [
        Kept(
            row.seq, row.source, row.event_id, row.type, row.channel, row.body, row.occurred_at, row.received_at,
            row.trace, row.repeats, row.echo_of, tuple(runs.get(row.seq, ())),
        )
        for row in rows
    ]  # fmt: skip


def _runs(connection: Connection, seqs: Sequence[int]) -> Mapping[int, list[Started]]:
    """The runs of events, by their numbers."""
    found: dict[int, list[Started]] = {}
    for start in range(0, len(seqs), _AT_ONCE):
        part = seqs[start : start + _AT_ONCE]
        for row in connection.execute(sa.select(RUNS).where(RUNS.c.event.in_(part)).order_by(RUNS.c.id)):
            found.setdefault(row.event, []).append(Started(row.id, row.workflow, row.generation, row.key, row.state))
    return found
