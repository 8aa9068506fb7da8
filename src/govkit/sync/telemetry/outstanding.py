"""What people must do something about, counted by the database: as quick with a long queue as with none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.alerts.listing import deaf
from govkit.sync.bulk.listing import last_loads
from govkit.sync.store.states import OPEN, EffectState, ExceptionState, RunState
from govkit.sync.store.tables import CURSORS, EFFECTS, EXCEPTIONS, RUNS, WORKERS

ALIVE: Final = 30.0
"""Seconds after which a worker that has not been heard of counts as gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """How much there is of each; `untold` are runs that are parked without an open exception.

    `idle` are runs that are ready while no worker is there.
    """

    exceptions: int
    untold: int
    unknown: int
    late: int
    polls: int
    alerts: int
    loads: int
    idle: int

    @property
    def todo(self) -> tuple[str, ...]:
        """What people must do something about; nothing is well while there is any."""
        return tuple(self._todo())

    def _todo(self) -> Iterator[str]:
        if self.exceptions:
            yield _count(self.exceptions, "exception is open", "exceptions are open")
        if self.untold:
            yield _count(self.untold, "run is parked without", "runs are parked without") + " an open exception"
        if self.unknown:
            yield _count(self.unknown, "write may have been made or not", "writes may have been made or not")
        if self.late:
            yield _count(self.late, "run is late", "runs are late")
        if self.polls:
            yield _count(self.polls, "poll failed", "polls failed")
        if self.alerts:
            yield _count(self.alerts, "alert does not get through", "alerts do not get through")
        if self.loads:
            yield _count(self.loads, "load broke off", "loads broke off")
        if self.idle:
            yield _count(self.idle, "run is ready, and no worker is there", "runs are ready, and no worker is there")


def outstanding(connection: Connection, *, now: float) -> Outstanding:
    """What is outstanding now."""
    count, run, raised = sa.func.count, RUNS.c, EXCEPTIONS.c
    is_open = raised.state == ExceptionState.OPEN
    told = _number(connection, sa.select(count(sa.distinct(raised.run))).where(is_open))
    parked = _number(connection, sa.select(count()).where(run.state == RunState.PARKED))
    ready = _number(connection, sa.select(count()).where(run.state == RunState.READY))
    alive = _number(connection, sa.select(count()).where(WORKERS.c.beat_at >= now - ALIVE))
    return Outstanding(
        exceptions=_number(connection, sa.select(count()).where(is_open)),
        untold=max(parked - told, 0),
        unknown=_number(connection, of_unknown(sa.select(count()).select_from(EFFECTS))),
        late=_number(connection, of_late(sa.select(count()).select_from(RUNS), now)),
        polls=_number(connection, sa.select(count()).where(CURSORS.c.failed.is_not(None), CURSORS.c.failed != "")),
        alerts=sum(one.dead + one.waiting for one in deaf(connection)),
        loads=sum(1 for one in last_loads(connection, now) if one.is_broken),
        idle=0 if alive else ready,
    )


def _number(connection: Connection, asked: sa.Select[Any]) -> int:
    return int(connection.execute(asked).scalar_one())


def of_unknown(asked: sa.Select[Any]) -> sa.Select[Any]:
    """Narrowed to writes that may have been made, but for those that people let go with their run."""
    return asked.join(RUNS, RUNS.c.id == EFFECTS.c.run).where(
        EFFECTS.c.state == EffectState.UNKNOWN, RUNS.c.state != RunState.DISMISSED
    )


def of_late(asked: sa.Select[Any], now: float) -> sa.Select[Any]:
    """Narrowed to runs that are not through, although they should be."""
    return asked.where(RUNS.c.state.in_(OPEN), RUNS.c.expect_by < now)


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
