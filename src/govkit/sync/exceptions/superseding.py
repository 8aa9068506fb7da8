"""Runs that wait for people, and that a later event of their key makes needless.

Only where the workflow says so (`supersededBy: later-event`), of the run and of the one behind it; and never where
anything would be lost or stay half done: not while nobody knows whether a write was made, not where people act on the
run already, and not where something stands that a later run does not set anew as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.catalog.workflows.contracts import Contracts
from govkit.errors import InputError
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.settling import close
from govkit.sync.lanes import Lanes, lane_name
from govkit.sync.running.pins import Pins
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, ExceptionState, RunState
from govkit.sync.store.tables import EFFECTS, EXCEPTIONS, RUNS

_AT_ONCE = 500
_UNSETTLED = (ExceptionState.OPEN, ExceptionState.RETRYING)

Sets = Callable[[str, str], bool]
"""Whether an operation of a version sets a thing as a whole, so that the next write of it stands for all before."""


@dataclass(frozen=True)
class Superseding:
    """Ends needless runs of a database."""

    database: Database
    lanes: Lanes
    pins: Pins
    sets: Sets
    now: Callable[[], float]

    def supersede(self) -> int:
        """Ends the runs that wait for people in vain; how many."""
        with self.database.reading() as connection:
            found = [row for row in self._held(connection) if self._is_needless(connection, row)]
        return sum(self._end(row) for row in found)

    def _held(self, connection: Connection) -> Iterator[Row[Any]]:
        """Parked runs with the first of those that wait behind them."""
        later = RUNS.alias("later")
        behind = (
            sa.select(sa.func.min(later.c.id))
            .where(
                later.c.workflow == RUNS.c.workflow,
                later.c.key == RUNS.c.key,
                later.c.state == RunState.QUEUED,
                later.c.id > RUNS.c.id,
            )
            .scalar_subquery()
        )
        parked = sa.select(RUNS, behind.label("behind")).where(RUNS.c.state == RunState.PARKED).subquery()
        asked = sa.select(parked).where(parked.c.behind.is_not(None)).order_by(parked.c.id).limit(_AT_ONCE)
        yield from connection.execute(asked).all()

    def _end(self, row: Row[Any]) -> bool:
        """Ends one, where it is needless still."""
        now = self.now()
        with self.database.begin() as connection:
            self.database.lock(connection, [lane_name(row.workflow, row.key)])
            states = dict(
                tuple(one)
                for one in connection.execute(
                    sa.select(RUNS.c.id, RUNS.c.state).where(RUNS.c.id.in_([row.id, row.behind]))
                )
            )
            if states != {row.id: RunState.PARKED, row.behind: RunState.QUEUED}:
                return False
            if not self._is_needless(connection, row):
                return False
            event = connection.execute(sa.select(RUNS.c.event).where(RUNS.c.id == row.behind)).scalar_one()
            reason = f"event {event} came later: run {row.behind} goes on"
            self.lanes.leave(connection, row.id, RunState.SUPERSEDED, now=now, note=reason)
            audit.record(
                connection, at=now, actor="run", action="supersede", run=row.id, by_event=event, by_run=row.behind
            )
            close(connection, [row.id], ExceptionState.SUPERSEDED, now, reason=reason)
        return True

    def _is_needless(self, connection: Connection, row: Row[Any]) -> bool:
        pin = connection.execute(sa.select(RUNS.c.pin).where(RUNS.c.id == row.behind)).scalar_one()
        if not self._says_so(connection, row.pin) or not self._says_so(connection, pin):
            return False
        exceptions = connection.execute(
            sa.select(EXCEPTIONS).where(EXCEPTIONS.c.run == row.id, EXCEPTIONS.c.state.in_(_UNSETTLED))
        ).all()
        if not exceptions or any(one.unknown or one.state != ExceptionState.OPEN for one in exceptions):
            return False
        taken_back = all(one.compensated for one in exceptions)
        effects = connection.execute(
            sa.select(EFFECTS).where(EFFECTS.c.event == row.event, EFFECTS.c.workflow == row.workflow)
        )
        return all(self._is_no_loss(one, anew=row.pin == pin, taken_back=taken_back) for one in effects)

    def _is_no_loss(self, effect: Row[Any], *, anew: bool, taken_back: bool) -> bool:
        """Whether a write may be left as it is: it was not made, or what is behind writes the same thing anew."""
        if effect.state in (EffectState.REFUSED, EffectState.ABSENT):
            return True
        if effect.state != EffectState.COMMITTED:
            return False
        if effect.undoes is not None:
            return taken_back
        return anew and self.sets(effect.api, effect.operation)

    def _says_so(self, connection: Connection, digest: str) -> bool:
        try:
            start = self.pins.get(connection, digest).main.start
        except InputError:  # nobody knows what it runs: people look
            return False
        return start is not None and start.is_superseded


def whole_writes(contracts: Contracts) -> Sets:
    """What sets a thing as a whole, as the contracts say: PUT (RFC 9110, section 9.3.4), and nothing else."""
    versions = {one.name: one for one in contracts.estate.versions()}

    def sets(api: str, operation: str) -> bool:
        version = versions.get(api)
        found = contracts.operations(version).get(operation) if version is not None else None
        return found is not None and found.method.upper() == "PUT"

    return sets
