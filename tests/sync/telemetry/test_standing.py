"""Where everything stands, and what became of an event."""

from __future__ import annotations

import pytest

from govkit.errors import UsageError
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import CURSORS, WORKERS
from govkit.sync.telemetry.standing import Standing, standing
from govkit.sync.telemetry.timeline import timeline
from tests.sync.stage import NOON, WORKFLOW, Stage

LATER = NOON + 600


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def stood(stage: Stage) -> Standing:
    with stage.database.reading() as connection:
        return standing(connection, now=LATER)


def works(stage: Stage, *, beat: float = LATER) -> None:
    with stage.database.begin() as connection:
        connection.execute(WORKERS.insert().values(executor="host-1", started_at=NOON, beat_at=beat))


def test_all_is_well_where_nothing_waits_for_people(stage: Stage) -> None:
    works(stage)
    stage.run(state=RunState.DONE)
    found = stood(stage)
    assert found.todo == ()
    assert found.runs == {(WORKFLOW, RunState.DONE): 1}


@pytest.mark.requirement("S7")
def test_a_run_that_failed_is_never_green(stage: Stage) -> None:
    works(stage)
    number = stage.parked()
    assert stood(stage).todo == ("1 exception is open",)
    Actions(stage.database, actor="anna", now=lambda: NOON).retry(Narrowed(ids=(number,)))
    assert (stood(stage).todo, stood(stage).retrying) == ((), 1)


def test_a_parked_run_without_an_exception_is_seen(stage: Stage) -> None:
    stage.run(state=RunState.PARKED)
    assert stood(stage).todo == ("1 run is parked without an open exception",)


def test_a_lane_that_is_held_names_the_run_that_holds_it(stage: Stage) -> None:
    run = stage.run()
    stage.parked(run)
    stage.run()
    stage.run()
    stage.parked(key="alone")
    (held,) = stood(stage).held
    assert (held.key, held.run, held.state, held.behind) == ("cus_1", run, RunState.PARKED, 2)


def test_the_oldest_that_waits_is_told_by_workflow(stage: Stage) -> None:
    stage.run(created_at=NOON)
    stage.run(key="b", created_at=NOON - 50)
    stage.run(key="c", created_at=NOON - 500, state=RunState.WAITING, due=LATER + 60)
    stage.run(key="d", created_at=NOON - 900, state=RunState.DONE)
    assert stood(stage).oldest == {WORKFLOW: NOON - 50}


def test_a_write_that_may_have_been_made_is_asked_of_people_until_they_let_it_go(stage: Stage) -> None:
    works(stage)
    run = stage.run()
    effect = stage.effect(run, EffectState.UNKNOWN)
    number = stage.parked(run, unknown=True, effect=effect)
    assert [one.key for one in stood(stage).unknown] == [effect]
    assert "1 write may have been made or not" in stood(stage).todo
    Actions(stage.database, actor="anna", now=lambda: NOON).dismiss(Narrowed(ids=(number,)), "asked the bank")
    assert stood(stage).todo == ()


def test_what_is_late_fails_or_stands_still_is_told(stage: Stage) -> None:
    stage.run(expect_by=LATER - 1, context='{"customer":"cus_1"}')
    stage.run(key="b", expect_by=LATER + 1)
    stage.run(key="c", expect_by=LATER - 1, state=RunState.DONE)
    with stage.database.begin() as connection:
        connection.execute(CURSORS.insert().values(poll="erp.listInvoices", failed="503 Service Unavailable"))
    works(stage, beat=LATER - 31)
    found = stood(stage)
    assert [(one.key, one.context["customer"]) for one in found.late] == [("cus_1", "cus_1")]
    assert [one.failed for one in found.polls] == ["503 Service Unavailable"]
    assert [one.is_alive for one in found.workers] == [False]
    assert found.todo == ("1 run is late", "1 poll failed", "2 runs are ready, and no worker is there")


@pytest.mark.requirement("S7")
def test_a_timeline_leads_from_the_event_to_the_outcome(stage: Stage) -> None:
    event = stage.event(event_id="evt_1", repeats=1)
    run = stage.run(event, key="cus_7", started_at=NOON + 1)
    stage.effect(run, EffectState.COMMITTED, status=201, decided_at=NOON + 2, resource="invoice INV-1")
    number = stage.parked(run, step="settle", at=NOON + 3)
    Actions(stage.database, actor="anna", now=lambda: NOON + 4).dismiss(Narrowed(ids=(number,)), "settled by hand")
    stage.run(key="other")
    with stage.database.reading() as connection:
        found = timeline(connection, "evt_1")
        assert timeline(connection, str(event)) == timeline(connection, "cus_7") == found
    assert [(one.of, one.what) for one in found] == [
        ("event", "billing.invoice.finalized came from billing by webhook"),
        ("run", "invoice-to-ledger for cus_7"),
        ("run", "invoice-to-ledger began"),
        ("write", "erp@2.2.0 postInvoice: committed 201"),
        ("exception", "tax-configuration at settle, dismissed"),
        ("run", "invoice-to-ledger is dismissed"),
        ("person", "anna: dismiss"),
    ]
    assert found[0].detail == "evt_1; came 2 times"
    assert (found[-1].detail, found[-2].detail) == ("settled by hand", "settled by hand")


def test_a_timeline_of_nothing_is_told(stage: Stage) -> None:
    with stage.database.reading() as connection, pytest.raises(UsageError, match="there is no event and no run"):
        timeline(connection, "7" * 30)
