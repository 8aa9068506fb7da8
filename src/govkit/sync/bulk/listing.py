"""Loads as people look at them: the last of each workflow, and what became of its runs."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.store.states import OPEN, LoadState, RunState
from govkit.sync.store.tables import LOADED, LOADS, RUNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A load: what it read and made, and how many of its runs are through, are not, or wait for people.

    `is_read`: somebody reads it now; a load that is `running` and that nobody reads lost its process.
    """

    id: int
    workflow: str
    list: str
    state: LoadState
    is_read: bool
    started_by: str
    started_at: float
    finished_at: float | None
    records: int
    events: int
    done: int
    open: int
    parked: int
    note: str | None

    @property
    def is_broken(self) -> bool:
        """Whether its list could not be read, or its process is gone."""
        return self.state is LoadState.FAILED or (self.state is LoadState.RUNNING and not self.is_read)

    @property
    def is_stuck(self) -> bool:
        """Whether it does not go on by itself."""
        return self.is_broken or self.state is LoadState.PAUSED


def last_loads(connection: Connection, now: float) -> list[Load]:
    """The last load of each workflow, by its name."""
    last = sa.select(sa.func.max(LOADS.c.id)).group_by(LOADS.c.workflow)
    rows = connection.execute(sa.select(LOADS).where(LOADS.c.id.in_(last)).order_by(LOADS.c.workflow)).all()
    asked = (
        sa.select(LOADED.c.load, RUNS.c.state, sa.func.count().label("runs"))
        .join(RUNS, RUNS.c.id == LOADED.c.run)
        .where(LOADED.c.load.in_([row.id for row in rows]))
        .group_by(LOADED.c.load, RUNS.c.state)
    )
    runs = {(one.load, one.state): int(one.runs) for one in connection.execute(asked)}
    return [
        Load(
            id=row.id,
            workflow=row.workflow,
            list=row.list,
            state=LoadState(row.state),
            is_read=row.state == LoadState.RUNNING and row.held_until > now,
            started_by=row.started_by,
            started_at=row.started_at,
            finished_at=row.finished_at,
            records=row.records,
            events=row.events,
            done=sum(count for (load, state), count in runs.items() if load == row.id and state not in OPEN),
            open=sum(count for (load, state), count in runs.items() if load == row.id and state in OPEN),
            parked=runs.get((row.id, RunState.PARKED), 0),
            note=row.note,
        )
        for row in rows
    ]
