"""Runs of loads are taken up behind all that events start, and no event waits for them."""

from __future__ import annotations

import threading
import time
from typing import cast

import pytest
import sqlalchemy as sa

import govkit.sync.engine.worker as worker_module
from govkit.sync.engine.durable import Durable, KeptSteps
from govkit.sync.engine.identity import Identity
from govkit.sync.engine.worker import Limits, Worker
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import LOADED, RUNS
from tests.sync.engine.test_worker import SECONDS, Bench, until


class Still:
    """An engine that runs nothing."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.begun: list[tuple[int, int]] = []

    def run(self, run: int, stretch: int) -> None:
        self.begun.append((run, stretch))
        self.free.wait(SECONDS)


class Named:
    """Who a worker is."""

    name = "worker-1"


class Loads(Bench):
    """A worker, with runs of a load, which go on once they are let."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, self._does)
        self.free = threading.Event()
        self.order: list[int] = []
        self.of_load: set[int] = set()
        self.stuck: set[int] = set()

    def _does(self, run: int, _: int, __: KeptSteps) -> None:
        self.order.append(run)
        if run in self.of_load:
            self.stuck.add(run)
            assert self.free.wait(SECONDS)

    def load(self, key: str, workflow: str = "w") -> int:
        """A run of a load in the lane of a key."""
        with self.database.begin() as connection:
            self.database.lock(connection, [f"lane {workflow} {key}"])
            count = connection.execute(sa.select(sa.func.count()).select_from(RUNS)).scalar_one()
            run = self.lanes.enter(
                connection, event=count + 1, workflow=workflow, key=key, pin="p", context="{}", now=1.0, load=1
            )
        self.of_load.add(run)
        return run

    def yields(self, run: int) -> bool:
        with self.database.reading() as connection:
            return bool(connection.execute(sa.select(LOADED.c.yields).where(LOADED.c.run == run)).scalar_one())

    def are_done(self, *runs: int) -> bool:
        return all(self.state(run) == RunState.DONE for run in runs)


def test_an_event_is_not_delayed_by_a_load_whose_runs_are_stuck(database: Database) -> None:
    bench = Loads(database)
    loaded = [bench.load(f"k{number}") for number in range(40)]
    with bench.working(per_workflow=2) as worker:
        until(lambda: len(bench.stuck) == 2)
        events = [bench.enter(f"e{number}") for number in range(6)]
        worker.wake()
        until(lambda: bench.are_done(*events))
        assert len(bench.stuck) == 2, "a load has two places of its own, and takes no others"
        assert not any(bench.are_done(run) for run in loaded)
        bench.free.set()
        until(lambda: bench.are_done(*loaded))


@pytest.mark.parametrize("state", [RunState.READY, RunState.WAITING])
def test_what_events_start_is_claimed_first_though_a_load_was_there_before(database: Database, state: RunState) -> None:
    bench = Loads(database)
    loaded = [bench.load(f"k{number}") for number in range(8)]
    with database.begin() as connection:
        connection.execute(RUNS.update().values(state=state, due=1.0))
    events = [bench.enter(f"e{number}") for number in range(33)]
    still = Still()
    worker = Worker(database, cast("Durable", still), cast("Identity", Named()), time.time, Limits(64))
    claims = [worker._claimed(), worker._claimed()]
    still.free.set()
    assert claims == [32, 3], "what is left of the events, and two of the load"
    running = [run for run in (*events, *loaded) if bench.state(run) == RunState.RUNNING]
    assert running == [*events, *loaded[:2]]


def test_a_run_that_yields_no_longer_since_it_was_looked_for_is_claimed_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event may come to its lane between the look for runs that yield and the claim, which finds it twice."""
    bench = Loads(database)
    run = bench.load("k")
    with database.begin() as connection:
        connection.execute(LOADED.update().values(yields=False))
    monkeypatch.setattr(worker_module, "_yielding", lambda _: [run])
    still = Still()
    worker = Worker(database, cast("Durable", still), cast("Identity", Named()), time.time)
    assert worker._claimed() == 1
    still.free.set()
    worker._pool.shutdown()
    assert still.begun == [(run, 1)]


def test_runs_of_a_load_that_wait_for_people_hold_up_none_behind_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Loads(database)
    parked = [bench.load(f"k{number}") for number in range(3)]
    with database.begin() as connection:
        connection.execute(RUNS.update().values(state=RunState.PARKED))
    behind = bench.load("k9")
    monkeypatch.setattr(worker_module, "_MOST_YIELDING", len(parked))
    still = Still()
    worker = Worker(database, cast("Durable", still), cast("Identity", Named()), time.time)
    assert worker._claimed() == 1
    still.free.set()
    assert bench.state(behind) == RunState.RUNNING


def test_a_run_of_a_load_that_an_event_waits_for_goes_first(database: Database) -> None:
    """Order within a key is kept: what is behind lends its place to what is before."""
    bench = Loads(database)
    others = [bench.load(f"k{number}") for number in range(4)]
    with bench.working(per_workflow=2) as worker:
        until(lambda: len(bench.stuck) == 2)
        last = bench.load("shared")
        bench.of_load.discard(last)  # it is not stuck itself
        assert bench.yields(last)
        event = bench.enter("shared")
        assert not bench.yields(last)
        worker.wake()
        until(lambda: bench.are_done(event))
        assert bench.order.index(last) < bench.order.index(event)
        bench.free.set()
        until(lambda: bench.are_done(*others))


def test_another_run_of_a_load_is_nobody_that_is_waited_for(database: Database) -> None:
    bench = Loads(database)
    first, second = bench.load("k"), bench.load("k")
    assert bench.yields(first)
    assert bench.yields(second)
    assert bench.state(second) == RunState.QUEUED
