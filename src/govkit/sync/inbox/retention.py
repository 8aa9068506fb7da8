"""Retention: what is over and older than a limit is taken away, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.store.database import Database
from govkit.sync.store.states import OPEN, EffectState, ExceptionState, MessageState
from govkit.sync.store.tables import (
    ACCESSES,
    ALERTS,
    AUDIT,
    EFFECTS,
    ESCALATIONS,
    EVENTS,
    EXCEPTIONS,
    LOADED,
    LOADED_RECORDS,
    LOADS,
    MESSAGES,
    REFUSED,
    RUNS,
)

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each were taken away."""

    events: int = 0
    runs: int = 0
    effects: int = 0
    exceptions: int = 0
    audit: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Swept)))


def sweep(
    database: Database,
    older_than: float,
    forget: Callable[[Sequence[int]], None] = lambda _runs: None,
) -> Swept:
    """Takes away events that came, and whose runs ended, before a moment; each batch in a transaction of its own.

    An event stays whole as long as a run of it is not through, an exception of it is open, or nobody knows what became
    of a write. `forget` is told of the runs before they go, and may be told again: it takes away what the engine keeps
    of them. An event that is gone is not recognised when it comes again: the moment must lie further back than any
    system repeats its deliveries.
    """
    swept, after = Swept(), 0
    while True:
        with database.begin() as connection:
            database.lock(connection, ["sweep"])
            seqs = _over(connection, older_than, after)
            swept += _gone(connection, seqs, forget)
        if not seqs:
            break
        after = seqs[-1]
    with database.begin() as connection:
        connection.execute(REFUSED.delete().where(REFUSED.c.last_at < older_than))
        connection.execute(ACCESSES.delete().where(ACCESSES.c.last_at < older_than))
        _told(connection, older_than)
        none = ~sa.exists().where(LOADED.c.load == LOADS.c.id)
        connection.execute(LOADS.delete().where(LOADS.c.finished_at < older_than, none))
    return swept


def _told(connection: Connection, older_than: float) -> None:
    """Takes away what was told, and who was asked about exceptions that are gone."""
    connection.execute(ALERTS.delete().where(ALERTS.c.filed.is_(True), ALERTS.c.at < older_than))
    over = MESSAGES.c.state != MessageState.WAITING
    connection.execute(MESSAGES.delete().where(over, MESSAGES.c.made_at < older_than))
    connection.execute(ESCALATIONS.delete().where(~sa.exists().where(EXCEPTIONS.c.id == ESCALATIONS.c.exception)))


def _over(connection: Connection, older_than: float, after: int) -> list[int]:
    """Some events that may go, behind one."""
    asked = (
        sa.select(EVENTS.c.seq)
        .where(EVENTS.c.seq > after, EVENTS.c.received_at < older_than)
        .where(*(~sa.exists().where(RUNS.c.event == EVENTS.c.seq, *one) for one in _held(older_than)))
        .order_by(EVENTS.c.seq)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(asked).scalars())


def _gone(connection: Connection, seqs: Sequence[int], forget: Callable[[Sequence[int]], None]) -> Swept:
    """Takes events away with all that belongs to them."""
    runs = list(connection.execute(sa.select(RUNS.c.id).where(RUNS.c.event.in_(seqs)).order_by(RUNS.c.id)).scalars())
    if runs:
        forget(runs)

    def deleted(table: sa.Table, column: sa.Column[int], numbers: Sequence[int]) -> int:
        parts = (numbers[start : start + 500] for start in range(0, len(numbers), 500))
        return sum(connection.execute(table.delete().where(column.in_(part))).rowcount for part in parts)

    deleted(LOADED, LOADED.c.run, runs)
    deleted(LOADED_RECORDS, LOADED_RECORDS.c.seq, seqs)
    return Swept(
        audit=deleted(AUDIT, AUDIT.c.run, runs),
        exceptions=deleted(EXCEPTIONS, EXCEPTIONS.c.run, runs),
        effects=deleted(EFFECTS, EFFECTS.c.run, runs),
        runs=deleted(RUNS, RUNS.c.id, runs),
        events=deleted(EVENTS, EVENTS.c.seq, seqs),
    )


def _held(older_than: float) -> list[tuple[sa.ColumnElement[bool], ...]]:
    """What keeps an event: one of these of a run of it."""
    open_exceptions = (ExceptionState.OPEN, ExceptionState.RETRYING)
    undecided = (EffectState.SENDING, EffectState.UNKNOWN)
    return [
        (sa.or_(RUNS.c.state.in_(OPEN), RUNS.c.finished_at >= older_than),),
        (EXCEPTIONS.c.run == RUNS.c.id, EXCEPTIONS.c.state.in_(open_exceptions)),
        (EFFECTS.c.run == RUNS.c.id, EFFECTS.c.state.in_(undecided)),
    ]
