"""The queue as runs see it: parked into it, and out of it once they are through."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.engine import Connection, Row

from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Listed, Narrowed, listed, whole
from govkit.sync.exceptions.people import Queue
from govkit.sync.lanes import Lanes
from govkit.sync.running.stops import Parked
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import RUNS
from tests.sync.stage import NOON, REQUEST, Stage

CONTEXT = '{"customer":"cus_1","region":"eu","amount":"9.90","currency":"EUR"}'
PARKED = Parked("post", 2, "tax-configuration", "no rate", owner="team:finance", status=422, problem="urn:erp:tax")


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(Lanes(database), lambda: NOON)


def row(connection: Connection, run: int) -> Row[tuple[object, ...]]:
    return connection.execute(RUNS.select().where(RUNS.c.id == run)).one()


def park(stage: Stage, queue: Queue, run: int, parked: Parked) -> None:
    with stage.database.begin() as connection:
        connection.execute(RUNS.update().where(RUNS.c.id == run).values(state=RunState.PARKED, context=CONTEXT))
        queue.raised(connection, row(connection, run), parked)


def queued(stage: Stage) -> list[Listed]:
    with stage.database.reading() as connection:
        return listed(connection, Narrowed(states=()))


@pytest.mark.requirement("S4")
def test_a_run_that_is_parked_is_in_the_queue_with_its_business(stage: Stage, queue: Queue) -> None:
    run = stage.run()
    effect = stage.effect(run, EffectState.REFUSED)
    park(stage, queue, run, replace(PARKED, effect=effect, blocked=("settle",), answer={"title": "No"}))
    (one,) = queued(stage)
    assert (one.run, one.step, one.try_, one.customer, one.region, str(one.amount)) == (
        run,
        "post",
        2,
        "cus_1",
        "eu",
        "9.90",
    )
    assert one.cause == "invoice-to-ledger/post: tax-configuration 422 urn:erp:tax"
    with stage.database.reading() as connection:
        found = whole(connection, one.id)
    assert (found.request, found.answer) == (REQUEST, {"title": "No"})


def test_a_run_that_fails_by_itself_twice_is_in_the_queue_twice(stage: Stage, queue: Queue) -> None:
    run = stage.run()
    itself = Parked("", 0, "internal", "a fault of the runtime")
    for stretch in (1, 2):
        with stage.database.begin() as connection:
            connection.execute(RUNS.update().where(RUNS.c.id == run).values(stretch=stretch))
        park(stage, queue, run, itself)
        Actions(stage.database, actor="anna", now=lambda: NOON).retry(Narrowed())
    assert [(one.cause, one.try_, one.state.value) for one in queued(stage)] == [
        ("invoice-to-ledger: internal", 1, "superseded"),
        ("invoice-to-ledger: internal", 2, "retrying"),
    ]


def test_a_run_that_is_through_leaves_nothing_in_the_queue(stage: Stage, queue: Queue) -> None:
    run = stage.run()
    park(stage, queue, run, PARKED)
    Actions(stage.database, actor="anna", now=lambda: NOON).retry(Narrowed())
    with stage.database.begin() as connection:
        assert queue.resolutions(connection, run) == {("post", 2): {"action": "retry"}}
        Lanes(stage.database).leave(connection, run, RunState.DONE, now=NOON)
        queue.through(connection, row(connection, run))
    assert [one.state.value for one in queued(stage)] == ["resolved"]
