"""Lanes: the runs of one workflow for one business key, one after the other in the order of arrival.

Each subscribing workflow has lanes of its own, so that none waits for another. Every change here is part of the
caller's transaction, and holds the lane's lock until it ends.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.store.database import Database
from govkit.sync.store.states import OPEN, RunState
from govkit.sync.store.tables import LOADED, RUNS


def lane_name(workflow: str, key: str) -> str:
    """What a lane is locked by."""
    return f"lane {workflow} {key}"


class Lanes:
    """The lanes of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(
        self,
        connection: Connection,
        *,
        event: int,
        workflow: str,
        key: str,
        pin: str,
        context: str,
        now: float,
        generation: int = 0,
        expect_by: float | None = None,
        state: RunState | None = None,
        load: int | None = None,
    ) -> int:
        """A new run at the end of its lane. The caller holds the lock of the lane already.

        One of a `load` is taken up behind all others, until another waits for it.
        """
        if state is None:
            state = RunState.QUEUED if self._is_held(connection, workflow, key) else RunState.READY
        made = connection.execute(
            RUNS.insert().values(
                event=event,
                workflow=workflow,
                generation=generation,
                key=key,
                pin=pin,
                state=state,
                due=now,  # what waits for its moment is not passed over by what came after that
                context=context,
                created_at=now,
                expect_by=expect_by,
                finished_at=now if state is RunState.ECHO else None,
            )
        )
        assert made.inserted_primary_key is not None, "the table has a key"
        run = int(made.inserted_primary_key[0])
        if load is not None:
            connection.execute(LOADED.insert().values(run=run, load=load, yields=True))
        elif state is RunState.QUEUED:
            self._hurry(connection, workflow, key)
        return run

    def leave(self, connection: Connection, run: int, state: RunState, *, now: float, note: str | None = None) -> None:
        """A run is through, however: the next of its lane may go. Does nothing to one that is through already."""
        workflow, key = self.hold(connection, run)
        left = connection.execute(
            RUNS.update()
            .where(RUNS.c.id == run, RUNS.c.state.in_(OPEN))
            .values(state=state, finished_at=now, note=note, step=None, executor=None)
        )
        if left.rowcount:
            self.promote(connection, workflow, key, now)

    def again(
        self, connection: Connection, run: int, *, due: float = 0.0, pin: str | None = None, note: str | None = None
    ) -> bool:
        """Lets a parked or waiting run go on; False where it is neither."""
        self.hold(connection, run)
        values = {"state": RunState.READY, "due": due, "note": note, **({"pin": pin} if pin is not None else {})}
        states = (RunState.PARKED, RunState.WAITING)
        changed = connection.execute(RUNS.update().where(RUNS.c.id == run, RUNS.c.state.in_(states)).values(**values))
        return bool(changed.rowcount)

    def promote(self, connection: Connection, workflow: str, key: str, now: float) -> int | None:
        """Makes the first run of a lane ready, where it is queued; that run."""
        first = connection.execute(
            sa.select(RUNS.c.id, RUNS.c.state)
            .where(RUNS.c.workflow == workflow, RUNS.c.key == key, RUNS.c.state.in_(OPEN))
            .order_by(RUNS.c.id)
            .limit(1)
        ).first()
        if first is None or first.state != RunState.QUEUED:
            return None
        connection.execute(RUNS.update().where(RUNS.c.id == first.id).values(state=RunState.READY, due=now))
        return int(first.id)

    def hold(self, connection: Connection, run: int) -> tuple[str, str]:
        """Locks the lane of a run; its workflow and its key."""
        row = connection.execute(sa.select(RUNS.c.workflow, RUNS.c.key).where(RUNS.c.id == run)).one()
        self._database.lock(connection, [lane_name(row.workflow, row.key)])
        return str(row.workflow), str(row.key)

    @staticmethod
    def _hurry(connection: Connection, workflow: str, key: str) -> None:
        """Whoever yields to others does not while one of these waits behind it."""
        before = sa.select(RUNS.c.id).where(RUNS.c.workflow == workflow, RUNS.c.key == key, RUNS.c.state.in_(OPEN))
        connection.execute(LOADED.update().where(LOADED.c.run.in_(before), LOADED.c.yields).values(yields=False))

    def _is_held(self, connection: Connection, workflow: str, key: str) -> bool:
        return (
            connection.execute(
                sa.select(RUNS.c.id)
                .where(RUNS.c.workflow == workflow, RUNS.c.key == key, RUNS.c.state.in_(OPEN))
                .limit(1)
            ).first()
            is not None
        )
