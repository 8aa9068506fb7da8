"""Loads in the database: how far each has come, who reads it now, and the runs of it that are not through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import DBAPIError

from govkit.errors import UsageError
from govkit.sync.bulk.paths import Path
from govkit.sync.exceptions.audit import record
from govkit.sync.store.database import Database, StoreUnready, is_lost
from govkit.sync.store.presence import is_gone
from govkit.sync.store.states import OPEN, LoadState, RunState
from govkit.sync.store.tables import EVENTS, LOADED, LOADS, RUNS
from govkit.sync.store.texts import as_text, as_value
from govkit.sync.values import Json

LEASE = 120.0
"""Seconds for which whoever reads holds a load, anew with each page, unless it is known to be gone before."""

_UNFINISHED = (LoadState.RUNNING, LoadState.PAUSED, LoadState.FAILED)


class LoadLost(UsageError):
    """Somebody else goes on with the load: what was read must not be taken."""


@contextmanager
def lasting(database: Database) -> Iterator[None]:
    """Lets a database that goes away in the middle of a load be told as that. Raises StoreUnready."""
    try:
        yield
    except DBAPIError as error:
        if not is_lost(error):
            raise
        hint = "nothing is lost: --resume goes on where it was"
        raise StoreUnready(f"the database {database.shown} went away", hint=hint) from error


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load has come: what its next page is asked with, and what was counted.

    `lap` counts how often the list is read, `fresh` the events that were new this time. `position` is None behind the
    last page.
    """

    position: Mapping[str, Json] | None
    lap: int = 1
    fresh: int = 0
    pages: int = 0
    records: int = 0
    events: int = 0

    def read(self, records: int, events: int) -> Progress:
        """The same, some records further."""
        return replace(self, records=self.records + records, events=self.events + events, fresh=self.fresh + events)


@dataclass(frozen=True, slots=True)
class Held:
    """A load that is ours for a while."""

    id: int
    path: Path
    progress: Progress


class Keeping:
    """The loads of a database. `holder` tells this process from all others: a name of `store.presence`, or any."""

    def __init__(self, database: Database, now: Callable[[], float], holder: str, lease: float = LEASE) -> None:
        self._database = database
        self._now = now
        self._holder = holder
        self._lease = lease

    def begin(self, path: Path, by: str) -> Held:
        """Begins a load at the first page; one that was not through is left. Raises UsageError where one is read."""
        now = self._now()
        with self._database.begin() as connection:
            self._free(connection, path, now)
            left = {"state": LoadState.LEFT, "finished_at": now, "note": "another one was begun"}
            mine = (LOADS.c.workflow == path.workflow, LOADS.c.state.in_(_UNFINISHED))
            connection.execute(LOADS.update().where(*mine).values(**left))
            made = connection.execute(
                LOADS.insert().values(
                    workflow=path.workflow,
                    system=path.system,
                    list=path.name,
                    state=LoadState.RUNNING,
                    started_by=by,
                    holder=self._holder,
                    held_until=now + self._lease,
                    started_at=now,
                )
            )
            (number,) = made.inserted_primary_key or (0,)
            record(connection, at=now, actor=by, action="bulk", load=int(number), workflow=path.workflow)
        return Held(int(number), path, Progress({}))

    def resume(self, path: Path, by: str) -> Held | None:
        """Goes on with the load that was not through; None where there is none. Raises UsageError where one is read."""
        now = self._now()
        with self._database.begin() as connection:
            self._free(connection, path, now)
            row = self._unfinished(connection, path.workflow)
            if row is None:
                return None
            if row.list != path.name:
                raise UsageError(
                    f"load {row.id} of {path.workflow} reads {row.list}, and its bulk path is {path.name} by now",
                    hint="begin another one, without --resume",
                )
            values = {"state": LoadState.RUNNING, "note": None, "holder": self._holder}
            mine = LOADS.update().where(LOADS.c.id == row.id)
            connection.execute(mine.values(**values, held_until=now + self._lease))
            record(connection, at=now, actor=by, action="bulk", load=row.id, workflow=path.workflow, resumed=True)
        position = as_value(row.position)
        return Held(row.id, path, Progress(position, row.lap, row.fresh, row.pages, row.records, row.events))

    def _free(self, connection: Connection, path: Path, now: float) -> None:
        self.lock(connection, path)
        row = self._unfinished(connection, path.workflow)
        if row is None or row.state != LoadState.RUNNING or row.held_until <= now:
            return
        if not is_gone(self._database, connection, row.holder):
            seconds = int(row.held_until - now) + 1
            raise UsageError(
                f"load {row.id} of {path.workflow} is being read, as {row.started_by} asked",
                hint=f"stop its process first; where that does not answer any more, another goes on in {seconds} s",
            )

    def lock(self, connection: Connection, path: Path) -> None:
        """Lets nobody else begin, or take records, by a path until the transaction ends."""
        self._database.lock(connection, [f"load {path.workflow}"])

    @staticmethod
    def _unfinished(connection: Connection, workflow: str) -> Row[Any] | None:
        mine = (LOADS.c.workflow == workflow, LOADS.c.state.in_(_UNFINISHED))
        return connection.execute(sa.select(LOADS).where(*mine).order_by(LOADS.c.id.desc()).limit(1)).first()

    def go_on(self, connection: Connection, held: Held, progress: Progress) -> None:
        """Keeps how far it has come, in the transaction that takes what was read. Raises LoadLost."""
        self._change(
            connection,
            held,
            {
                "position": as_text(progress.position),
                "lap": progress.lap,
                "fresh": progress.fresh,
                "pages": progress.pages,
                "records": progress.records,
                "events": progress.events,
                "held_until": self._now() + self._lease,
            },
        )

    def beat(self, held: Held) -> None:
        """Holds it for longer. Raises LoadLost."""
        with self._database.begin() as connection:
            self._change(connection, held, {"held_until": self._now() + self._lease})

    def end(self, held: Held, state: LoadState, note: str | None = None) -> None:
        """Gives it back, through or not. Raises LoadLost."""
        finished = self._now() if state is LoadState.DONE else None
        said = None if note is None else note[:2_000]
        with self._database.begin() as connection:
            self._change(connection, held, {"state": state, "note": said, "finished_at": finished, "held_until": 0.0})

    def _change(self, connection: Connection, held: Held, values: Mapping[str, Any]) -> None:
        mine = (LOADS.c.id == held.id, LOADS.c.state == LoadState.RUNNING, LOADS.c.holder == self._holder)
        if not connection.execute(LOADS.update().where(*mine).values(**values)).rowcount:
            raise LoadLost(f"somebody else goes on with load {held.id} of {held.path.workflow}")

    # ------------------------------------------------------------------------------------------------------------- runs

    def settle(self) -> None:
        """Runs of loads that are over yield to nobody any more."""
        is_open = sa.exists().where(RUNS.c.id == LOADED.c.run, RUNS.c.state.in_(OPEN))
        with self._database.begin() as connection:
            self._database.lock(connection, ["loads over"])  # two that change the same rows may wait for each other
            connection.execute(LOADED.update().where(LOADED.c.yields, ~is_open).values(yields=False))

    def overtaken(self, connection: Connection, workflow: str, runs: Sequence[int], since: int) -> bool:
        """Whether an event that came after another, `since`, has started a run of the key of one of some runs.

        Whoever asks holds the lanes of these.
        """
        keys = sa.select(RUNS.c.key).where(RUNS.c.id.in_(runs))
        of_event = ~sa.exists().where(LOADED.c.run == RUNS.c.id)
        later = sa.select(RUNS.c.id).where(
            RUNS.c.event > since, RUNS.c.workflow == workflow, RUNS.c.generation == 0, RUNS.c.key.in_(keys), of_event
        )
        return bool(runs) and connection.execute(later.limit(1)).first() is not None

    def seen(self) -> int:
        """The last event that has come."""
        with self._database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.max(EVENTS.c.seq))).scalar() or 0)

    def waiting(self, workflow: str) -> tuple[int, int]:
        """How many runs of loads of a workflow are not through, and how many of these wait for people."""
        asked = (
            sa.select(RUNS.c.state, sa.func.count().label("open"))
            .join(LOADED, LOADED.c.run == RUNS.c.id)
            .where(LOADED.c.yields, RUNS.c.workflow == workflow, RUNS.c.state.in_(OPEN))
            .group_by(RUNS.c.state)
        )
        with self._database.reading() as connection:
            found = {row.state: int(row.open) for row in connection.execute(asked)}
        return sum(found.values()), found.get(RunState.PARKED, 0)
