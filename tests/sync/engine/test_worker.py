"""Workers claim what is ready, in threads, workflow by workflow, and take over what the dead left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from govkit.errors import UsageError
from govkit.sync.engine.durable import Durable, KeptSteps
from govkit.sync.engine.identity import identify
from govkit.sync.engine.worker import Limits, Worker
from govkit.sync.lanes import Lanes
from govkit.sync.service import migrate
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import RUNS
from govkit.sync.values import Json

SECONDS = 20.0


def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds, but not for ever."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it does not come to it"
        time.sleep(0.01)


class Bench:
    """A worker whose stretches do what a test says, and end their runs."""

    def __init__(self, database: Database, does: Callable[[int, int, KeptSteps], None]) -> None:
        self.database = database
        self.lanes = Lanes(database)
        self.begun: list[tuple[int, int]] = []
        self._does = does

    def stretch(self, run: int, number: int, journal: KeptSteps) -> None:
        self.begun.append((run, number))
        self._does(run, number, journal)
        with self.database.begin() as connection:
            self.lanes.leave(connection, run, RunState.DONE, now=time.time())

    def enter(self, key: str, workflow: str = "w", **more: object) -> int:
        """A run in the lane of a key."""
        with self.database.begin() as connection:
            self.database.lock(connection, [f"lane {workflow} {key}"])
            count = connection.execute(sa.select(sa.func.count()).select_from(RUNS)).scalar_one()
            run = self.lanes.enter(
                connection, event=count + 1, workflow=workflow, key=key, pin="p", context="{}", now=time.time()
            )
            if more:
                connection.execute(RUNS.update().where(RUNS.c.id == run).values(**more))
        return run

    def state(self, run: int) -> str:
        with self.database.reading() as connection:
            return str(connection.execute(sa.select(RUNS.c.state).where(RUNS.c.id == run)).scalar_one())

    @contextmanager
    def working(self, now: Callable[[], float] = time.time, per_workflow: int = 4) -> Iterator[Worker]:
        """A worker at work. What hinders it is raised at the end."""
        migrate(self.database)
        identity = identify(self.database)
        worker = Worker(
            self.database, Durable(self.database, identity.name, self.stretch), identity, now, Limits(per_workflow)
        )
        errors: list[BaseException] = []
        worker.fatal = errors.append
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()
            identity.close()
        assert not errors


def test_runs_of_a_key_go_one_after_the_other_and_keys_beside_each_other(database: Database) -> None:
    going: set[str] = set()
    most: list[int] = []
    order: list[int] = []
    guard = threading.Lock()
    keys: dict[int, str] = {}

    def does(run: int, _: int, __: KeptSteps) -> None:
        with guard:
            assert keys[run] not in going
            going.add(keys[run])
            most.append(len(going))
            order.append(run)
        time.sleep(0.05)
        with guard:
            going.discard(keys[run])

    bench = Bench(database, does)
    for number in range(12):
        key = f"k{number % 3}"
        keys[bench.enter(key)] = key
    with bench.working():
        until(lambda: len(order) == 12 and all(bench.state(run) == RunState.DONE for run in keys))
    for key in ("k0", "k1", "k2"):
        mine = [run for run in order if keys[run] == key]
        assert mine == sorted(mine)
    assert max(most) > 1


def test_a_workflow_that_is_stuck_delays_no_other(database: Database) -> None:
    free = threading.Event()
    stuck: list[int] = []

    def does(run: int, _: int, __: KeptSteps) -> None:
        if run in stuck:
            assert free.wait(SECONDS)

    bench = Bench(database, does)
    stuck += [bench.enter(f"s{number}", "stuck") for number in range(6)]
    other = [bench.enter(f"o{number}", "other") for number in range(4)]
    with bench.working(per_workflow=2):
        until(lambda: all(bench.state(run) == RunState.DONE for run in other))
        assert sum(bench.state(run) == RunState.RUNNING for run in stuck) == 2
        free.set()
        until(lambda: all(bench.state(run) == RunState.DONE for run in stuck))


def test_what_a_dead_worker_had_goes_on_with_what_it_kept(database: Database) -> None:
    done: list[str] = []

    def doing(name: str, came: dict[str, Json]) -> dict[str, Json]:
        done.append(name)
        return came

    def does(_: int, number: int, journal: KeptSteps) -> None:
        journal.do("first", lambda: doing("first", {"said": 1}))
        if number == 1:
            raise KeyboardInterrupt  # as good as dead: nothing of it is written down
        assert journal.has("first")
        assert journal.do("first", lambda: {"said": 2}) == {"said": 1}
        journal.do("second", lambda: doing("second", {}))

    bench = Bench(database, does)
    run = bench.enter("k")
    with bench.working():
        until(lambda: bool(bench.begun))
        time.sleep(0.3)
    assert bench.state(run) == RunState.RUNNING
    with bench.working():
        until(lambda: bench.state(run) == RunState.DONE)
    assert done == ["first", "second"]
    assert bench.begun == [(run, 1), (run, 2)]


def test_a_run_that_kills_again_and_again_is_left_to_people(database: Database) -> None:
    bench = Bench(database, lambda _, __, ___: None)
    migrate(database)
    run = bench.enter("k", state=RunState.RUNNING, stretch=21, deaths=20, executor="worker-1")
    told: list[tuple[int, int]] = []
    identity = identify(database)
    worker = Worker(
        database,
        Durable(database, identity.name, bench.stretch),
        identity,
        time.time,
        deadly=lambda *one: told.append(one),
    )
    worker.start()
    worker.stop()
    identity.close()
    assert told == [(run, 21)]
    assert not bench.begun


def test_what_is_ready_goes_on_though_the_clock_was_set_back(database: Database) -> None:
    bench = Bench(database, lambda _, __, ___: None)
    run = bench.enter("k")
    later = bench.enter("l", state=RunState.WAITING, due=time.time() + 3600)
    with bench.working(now=lambda: time.time() - 86_400):
        until(lambda: bench.state(run) == RunState.DONE)
        assert bench.state(later) == RunState.WAITING


def test_sqlite_is_for_one_worker(database: Database) -> None:
    migrate(database)
    first = identify(database)
    try:
        if database.is_sqlite:
            with pytest.raises(UsageError, match="runs on"):
                identify(database)
        else:
            second = identify(database)
            assert (first.name, second.name) == ("worker-1", "worker-2")
            assert not first.is_dead("worker-2")
            second.close()
            until(lambda: first.is_dead("worker-2"))
            first.release("worker-2")
    finally:
        first.close()
