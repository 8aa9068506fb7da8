"""A worker: claims runs that are ready, runs their stretches in threads, and takes over what the dead left behind."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import DBAPIError

from govkit.sync.engine.durable import Durable, stretch_id
from govkit.sync.engine.identity import Identity
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import LOADED, RUNS, WORKERS

_LOG = logging.getLogger("govkit.sync")
_POLL = 0.2
"""Seconds between two looks for runs that another process made ready, or that are due."""
_REAP = 0.5
"""Seconds between two looks for workers that died."""
_BEAT = 5.0
"""Seconds between two signs of life."""
_MOST_DEATHS = 20
"""How often a run may take its process down before people look at it."""
_BATCH = 32
_CLAIMABLE = (RunState.READY, RunState.WAITING)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many runs of one workflow a worker has on their way at a time, and how many of loads beside these."""

    per_workflow: int = 4
    of_loads: int = 2

    def of(self, *, yields: bool) -> int:
        """Those of one sort."""
        return self.of_loads if yields else self.per_workflow


class Worker:
    """A worker of a database."""

    def __init__(
        self,
        database: Database,
        durable: Durable,
        identity: Identity,
        now: Callable[[], float],
        limits: Limits | None = None,
        recovered: Callable[[int], None] = lambda _: None,
        deadly: Callable[[int, int], None] = lambda _, __: None,
    ) -> None:
        """`recovered` is told how many runs of the dead go on, `deadly` of a run and stretch that killed too often."""
        self._database = database
        self._durable = durable
        self._identity = identity
        self._now = now
        self._limits = limits or Limits()
        self._recovered = recovered
        self._deadly = deadly
        self._busy: Counter[tuple[str, bool]] = Counter()
        self._changed = threading.Condition()
        self._is_news = False
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=256, thread_name_prefix="govkit-run")
        self._threads: list[threading.Thread] = []
        self.fatal: Callable[[BaseException], None] = lambda _: None

    def start(self) -> None:
        """Begins: what this worker's name left behind goes on first."""
        self._durable.launch()
        self._register()
        self._adopt(self._identity.name)
        for target in (self._dispatching, self._reaping):
            thread = threading.Thread(target=self._guarded, args=(target,), name=target.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """There may be something to run."""
        with self._changed:
            self._is_news = True
            self._changed.notify_all()

    def stop(self, seconds: float = 10.0) -> None:
        """Takes up nothing more, and gives what is on its way some time to come to a point where it can stop."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join(seconds)
        with self._changed:
            self._changed.wait_for(lambda: not sum(self._busy.values()), seconds)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._durable.close()

    def _guarded(self, target: Callable[[], None]) -> None:
        try:
            target()
        except Exception as error:  # noqa: BLE001 - a worker that does half of its work is worse than none
            self.fatal(error)

    # ------------------------------------------------------------------------------------------------------ dispatching

    def _dispatching(self) -> None:
        while not self._stopping.is_set():
            self._is_news = False
            if self._claimed() < _BATCH:
                with self._changed:  # what came while it claimed is not waited for
                    self._changed.wait_for(lambda: self._is_news, _POLL)

    def _claimed(self) -> int:
        """Claims what is due and has room, and starts it; how many.

        Runs of loads come behind all others, and have places of their own, so that none of these waits for them.
        """
        with self._database.reading() as connection:
            yielding = _yielding(connection)
            looks = {yields: self._looks(yielding, yields=yields) for yields in (False, True)}
            if all(connection.execute(look.limit(1)).first() is None for two in looks.values() for look in two):
                return 0
        with self._database.begin() as connection:
            self._database.lock(connection, ())
            taken: list[tuple[_Claimed, bool]] = []
            for yields, two in looks.items():
                known = {row.id for row, _ in taken}  # one that yields no longer since it was looked for is in both
                rows = [row for row in _first(connection, two, _BATCH - len(taken)) if row.id not in known]
                taken += [(row, yields) for row in self._with_room(rows, yields=yields)]
            if taken:
                connection.execute(
                    RUNS.update()
                    .where(RUNS.c.id.in_([row.id for row, _ in taken]), RUNS.c.state.in_(_CLAIMABLE))
                    .values(
                        state=RunState.RUNNING,
                        stretch=RUNS.c.stretch + 1,
                        executor=self._identity.name,
                        started_at=sa.func.coalesce(RUNS.c.started_at, self._now()),
                    )
                )
        for row, yields in taken:
            self._begin(row.id, row.stretch + 1, (row.workflow, yields))
        return len(taken)

    def _looks(self, yielding: Sequence[int], *, yields: bool) -> list[sa.Select[int, str, int, float]]:
        """What runs may be claimed, of those that yield to others or of these."""
        if yields and not yielding:
            return []
        most = self._limits.of(yields=yields)
        with self._changed:
            full = [name for (name, sort), count in self._busy.items() if sort == yields and count >= most]
        own = RUNS.c.id.in_(yielding)
        return [_due(state, self._now(), full, own if yields else ~_YIELDS) for state in _CLAIMABLE]

    def _with_room(self, rows: Sequence[_Claimed], *, yields: bool) -> list[_Claimed]:
        """Those for which there is a place."""
        room: Counter[str] = Counter()
        taken = []
        for row in rows:
            if self._busy[row.workflow, yields] + room[row.workflow] < self._limits.of(yields=yields):
                room[row.workflow] += 1
                taken.append(row)
        return taken

    def _begin(self, run: int, stretch: int, place: tuple[str, bool]) -> None:
        with self._changed:
            self._busy[place] += 1
        self._pool.submit(self._run, run, stretch, place)

    def _run(self, run: int, stretch: int, place: tuple[str, bool]) -> None:
        try:
            self._durable.run(run, stretch)
        except Exception as error:  # noqa: BLE001 - whatever it is, the stretch is not known to have ended
            _LOG.error("stretch %s of run %s: %s", stretch, run, error)
            self.fatal(error)
        finally:
            with self._changed:
                self._busy[place] -= 1
                self._is_news = True
                self._changed.notify_all()

    # -------------------------------------------------------------------------------------------------------- the dead

    def _reaping(self) -> None:
        beat = 0.0
        while not self._stopping.wait(_REAP):
            for name in self._others():
                if self._identity.is_dead(name):
                    try:
                        self._adopt(name)
                    finally:
                        self._identity.release(name)
            beat += _REAP
            if beat >= _BEAT:
                beat = 0.0
                self._beat()

    def _others(self) -> list[str]:
        """The executors, but for this one, that have runs on their way."""
        running = sa.select(RUNS.c.executor).where(RUNS.c.state == RunState.RUNNING).distinct()
        with self._database.reading() as connection:
            found = connection.execute(running).scalars()
            return [name for name in found if name is not None and name != self._identity.name]

    def _adopt(self, name: str) -> None:
        """Takes over the runs of an executor that is dead: another stretch of each goes on where that one was."""
        theirs = (RUNS.c.state == RunState.RUNNING, RUNS.c.executor == name)
        with self._database.begin() as connection:
            self._database.lock(connection, [f"runs of {name}"])
            rows = connection.execute(sa.select(RUNS.c.id, RUNS.c.stretch, RUNS.c.deaths).where(*theirs)).all()
            if not rows:
                return
            well = [row.id for row in rows if row.deaths < _MOST_DEATHS]
            values = {"state": RunState.READY, "due": 0.0, "executor": None, "deaths": RUNS.c.deaths + 1}
            connection.execute(RUNS.update().where(RUNS.c.id.in_(well), *theirs).values(**values))
        self._durable.abandon(stretch_id(row.id, row.stretch) for row in rows)
        for row in rows:
            if row.deaths >= _MOST_DEATHS:
                self._deadly(row.id, row.stretch)
        self._recovered(len(rows))
        self.wake()

    def _register(self) -> None:
        now = self._now()
        with self._database.begin() as connection:
            connection.execute(WORKERS.delete().where(WORKERS.c.executor == self._identity.name))
            connection.execute(WORKERS.insert().values(executor=self._identity.name, started_at=now, beat_at=now))

    def _beat(self) -> None:
        """Shows that it lives, to people; nothing is decided by it."""
        try:
            with self._database.begin() as connection:
                mine = WORKERS.update().where(WORKERS.c.executor == self._identity.name)
                connection.execute(mine.values(beat_at=self._now()))
        except DBAPIError as error:
            self.fatal(error)


_Claimed: TypeAlias = Row[int, str, int, float]


_YIELDS = sa.exists().where(LOADED.c.run == RUNS.c.id, LOADED.c.yields)
_MOST_YIELDING = 2_000


def _yielding(connection: Connection) -> list[int]:
    """The runs that yield to others and may go on, the first of them: what waits for people holds up none behind it."""
    asked = (
        sa.select(LOADED.c.run)
        .join(RUNS, RUNS.c.id == LOADED.c.run)
        .where(LOADED.c.yields, RUNS.c.state.in_(_CLAIMABLE))
        .order_by(LOADED.c.run)
        .limit(_MOST_YIELDING)
    )
    return list(connection.execute(asked).scalars())


def _due(
    state: RunState, now: float, full: Sequence[str], sort: sa.ColumnElement[bool]
) -> sa.Select[int, str, int, float]:
    """The runs in a state that may be claimed, but for those of some workflows: in the order of an index.

    All that is due would be sorted each time if states were asked for together.
    """
    look = sa.select(RUNS.c.id, RUNS.c.workflow, RUNS.c.stretch, RUNS.c.due).where(RUNS.c.state == state, sort)
    if state is not RunState.READY:  # which goes on whatever the clock says, for it may have been set back
        look = look.where(RUNS.c.due <= now)
    if full:
        look = look.where(RUNS.c.workflow.not_in(full))
    return look.order_by(RUNS.c.due, RUNS.c.id)


def _first(connection: Connection, looks: Sequence[sa.Select[int, str, int, float]], most: int) -> list[_Claimed]:
    """Some runs that may be claimed, those first that are due longest; other workers do not wait for them."""
    found: list[_Claimed] = []
    for look in looks:
        found += connection.execute(look.limit(most).with_for_update(skip_locked=True, of=RUNS)).all() if most else []
    return sorted(found, key=lambda row: (row.due, row.id))[:most]
