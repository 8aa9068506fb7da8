"""Exceptions that are closed by what happened, and by nobody."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions import audit
from govkit.sync.exceptions.telling import tell_closed
from govkit.sync.lanes import Lanes
from govkit.sync.store.states import ExceptionState, RunState
from govkit.sync.store.tables import EXCEPTIONS, RUNS

_UNSETTLED = (ExceptionState.OPEN, ExceptionState.RETRYING)


def resolved(connection: Connection, run: int, *, now: float) -> tuple[int, ...]:
    """Closes what is open of a run that is done; which exceptions those were."""
    return close(connection, [run], ExceptionState.RESOLVED, now, reason=None)


def superseded(connection: Connection, run: int, *, lanes: Lanes, now: float) -> tuple[int, ...]:
    """Closes what is open of the earlier generations of a run that is done; which exceptions those were.

    Earlier runs that are parked leave their lane: what they were to do is done.
    """
    mine = connection.execute(
        sa.select(RUNS.c.event, RUNS.c.workflow, RUNS.c.generation, RUNS.c.state).where(RUNS.c.id == run)
    ).one()
    if mine.state != RunState.DONE:
        return ()
    asked = (
        sa.select(RUNS.c.id, RUNS.c.state)
        .where(RUNS.c.event == mine.event, RUNS.c.workflow == mine.workflow, RUNS.c.generation < mine.generation)
        .order_by(RUNS.c.id)
    )
    earlier = connection.execute(asked).all()
    reason = f"run {run} did it"
    for one in earlier:
        if one.state == RunState.PARKED:
            lanes.leave(connection, one.id, RunState.DISMISSED, now=now, note=reason)
    return close(connection, [one.id for one in earlier], ExceptionState.SUPERSEDED, now, reason=reason)


def close(
    connection: Connection, runs: list[int], state: ExceptionState, now: float, *, reason: str | None
) -> tuple[int, ...]:
    """Closes what is open of some runs; which exceptions those were."""
    known = EXCEPTIONS.c
    asked = sa.select(known.id, known.run).where(known.run.in_(runs), known.state.in_(_UNSETTLED)).order_by(known.id)
    found = connection.execute(asked).all()
    for one in found:
        connection.execute(
            EXCEPTIONS.update()
            .where(known.id == one.id)
            .values(state=state, closed_at=now, closed_by="run", reason=reason)
        )
        audit.record(connection, at=now, actor="run", action=state, run=one.run, exception=one.id, reason=reason)
    tell_closed(connection, [one.id for one in found], state, "run", now)
    return tuple(one.id for one in found)
