"""A run that waits for people ends where a later event makes it needless, and never where that loses anything."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa

from govkit.catalog.entries import load_text
from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.rules._samples import INVOICE, START, flow
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Listed, Narrowed, listed
from govkit.sync.exceptions.superseding import Superseding, whole_writes
from govkit.sync.lanes import Lanes
from govkit.sync.running.pins import Pin, Pins, pinned
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import ALERTS, RUNS
from tests.sync.inbox.estates import reference
from tests.sync.stage import NOON, Stage

SAYS_SO = START.replace("key:", "supersededBy: later-event, key:")


@cache
def pin(start: str = SAYS_SO, version: str = "1") -> Pin:
    estate = load_text(flow(INVOICE.replace("outputs: {", f"outputs: {{v{version}: $response.body, "), start=start))
    (written,) = estate.workflow_documents
    document = read_document(written)
    assert not isinstance(document, list), document
    return pinned(estate, document, document.workflows["posting"], ())


class Desk:
    """A lane of a workflow whose runs show the newest there is."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stage = Stage(database)

    def run(self, one: Pin | None = None, **said: Any) -> int:
        one = one or pin()
        with self.database.begin() as connection:
            Pins().keep(connection, one, NOON)
        return self.stage.run(workflow="posting", key="inv_1", pin=one.digest, **said)

    def parked(self, one: Pin | None = None, **said: Any) -> int:
        return self.stage.parked(self.run(one), **said)

    def supersede(self) -> int:
        lanes = Lanes(self.database)
        return Superseding(self.database, lanes, Pins(), lambda _, name: name == "put", lambda: NOON + 9).supersede()

    def states(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.execute(sa.select(RUNS.c.state).order_by(RUNS.c.id)).scalars())

    def queue(self) -> list[Listed]:
        with self.database.reading() as connection:
            return listed(connection, Narrowed(states=()))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.mark.requirement("S4")
def test_a_later_event_of_the_key_ends_a_run_that_waits_for_people(desk: Desk) -> None:
    desk.parked()
    assert desk.supersede() == 0
    later = desk.run()
    assert desk.supersede() == 1
    assert desk.states() == [RunState.SUPERSEDED, RunState.READY]
    (one,) = desk.queue()
    reason = f"event 2 came later: run {later} goes on"
    assert (one.state, one.reason, one.closed_by, one.closed_at) == ("superseded", reason, "run", NOON + 9)
    assert desk.stage.row(1)["note"] == reason
    with desk.database.reading() as connection:
        first, second = audit.entries(connection)
        told = connection.execute(sa.select(ALERTS.c.subject).order_by(ALERTS.c.id)).scalars().all()
    assert (first.actor, first.action, first.run, first.detail) == ("run", "supersede", 1, {"by_event": 2, "by_run": 2})
    assert (second.action, second.exception) == ("superseded", one.id)
    assert told == ["exception 1", "resolved 1"]
    assert desk.supersede() == 0


def test_of_several_that_came_later_the_next_goes_on_and_may_be_superseded_in_turn(desk: Desk) -> None:
    desk.parked()
    second, _ = desk.run(), desk.run()
    desk.supersede()
    assert desk.states() == [RunState.SUPERSEDED, RunState.READY, RunState.QUEUED]
    desk.stage.parked(second)
    assert desk.supersede() == 1
    assert desk.states() == [RunState.SUPERSEDED, RunState.SUPERSEDED, RunState.READY]


@pytest.mark.parametrize("which", [(START, SAYS_SO), (SAYS_SO, START), (START, START)])
def test_it_waits_for_people_where_one_of_both_does_not_say_so(desk: Desk, which: tuple[str, str]) -> None:
    desk.parked(pin(which[0]))
    desk.run(pin(which[1]))
    assert desk.supersede() == 0
    assert desk.states() == [RunState.PARKED, RunState.QUEUED]


def test_it_waits_where_nobody_knows_what_it_runs(desk: Desk) -> None:
    desk.stage.parked(desk.stage.run(workflow="posting", key="inv_1"))
    desk.run()
    assert desk.supersede() == 0


@pytest.mark.parametrize(
    ("state", "said", "raised", "is_needless"),
    [
        (EffectState.REFUSED, {}, {}, True),
        (EffectState.ABSENT, {}, {}, True),
        (EffectState.COMMITTED, {"operation": "put"}, {}, True),
        (EffectState.COMMITTED, {"operation": "post"}, {}, False),
        (EffectState.UNKNOWN, {"operation": "put"}, {}, False),
        (EffectState.SENDING, {"operation": "put"}, {}, False),
        (EffectState.REFUSED, {}, {"unknown": True}, False),
        (EffectState.COMMITTED, {"operation": "post", "undoes": "k"}, {"compensated": True}, True),
        (EffectState.COMMITTED, {"operation": "post", "undoes": "k"}, {}, False),
    ],
)
def test_it_waits_where_something_stands_that_is_not_written_anew(
    desk: Desk, state: EffectState, said: dict[str, Any], raised: dict[str, Any], is_needless: bool
) -> None:
    run = desk.run()
    desk.stage.effect(run, EffectState.REFUSED)
    desk.stage.effect(run, state, **said)
    desk.stage.parked(run, **raised)
    desk.run()
    assert desk.supersede() == is_needless


def test_what_stands_is_written_anew_only_by_the_same_workflow(desk: Desk) -> None:
    run = desk.run()
    desk.stage.effect(run, operation="put")
    desk.stage.parked(run)
    desk.run(pin(version="2"))
    assert desk.supersede() == 0


def test_what_people_act_on_is_theirs(desk: Desk) -> None:
    run = desk.run()
    first = desk.stage.parked(run, step="a")
    desk.stage.parked(run, step="b")
    desk.run()
    acting = Actions(desk.database, actor="anna", now=lambda: NOON)
    acting.retry(Narrowed(ids=(first,)))
    with desk.database.begin() as connection:
        connection.execute(RUNS.update().where(RUNS.c.id == run).values(state=RunState.PARKED))
    assert desk.supersede() == 0


def test_a_run_that_goes_on_by_itself_is_left_alone(desk: Desk) -> None:
    for state in (RunState.WAITING, RunState.RUNNING, RunState.READY):
        run = desk.run()
        desk.stage.parked(run)
        with desk.database.begin() as connection:
            connection.execute(RUNS.update().where(RUNS.c.id == run).values(state=state))
    desk.run()
    assert desk.supersede() == 0


def test_of_somebody_who_acts_and_the_runtime_one_does(desk: Desk) -> None:
    number = desk.parked()
    desk.run()
    acting = Actions(desk.database, actor="anna", now=lambda: NOON)
    with ThreadPoolExecutor(4) as pool:
        ended = [pool.submit(desk.supersede) for _ in range(3)]
        (change,) = pool.submit(acting.retry, Narrowed(ids=(number,))).result()
        count = sum(one.result() for one in ended)
    assert count + (not change.refused) == 1
    assert desk.states()[0] == (RunState.SUPERSEDED if count else RunState.READY)
    if count:
        assert "superseded already" in change.refused


def test_only_what_sets_a_thing_as_a_whole_is_written_anew() -> None:
    sets = whole_writes(reference())
    assert sets("customer-success@2.0.0", "putAccountBillingStatus")
    assert not sets("erp@2.2.0", "createInvoice")
    assert not sets("erp@2.2.0", "deleteInvoice")
    assert not sets("erp@2.2.0", "nothing")
    assert not sets("nobody@1.0.0", "putAccountBillingStatus")


def test_the_reference_estate_says_so_of_what_shows_how_a_customer_stands() -> None:
    found = {
        name: workflow.start.is_superseded
        for document in map(read_document, reference().estate.workflow_documents)
        if not isinstance(document, list)
        for name, workflow in document.workflows.items()
        if workflow.start is not None
    }
    assert {name for name, said in found.items() if said} == {
        "invoice-posted",
        "invoice-paid",
        "invoice-overdue",
        "invoice-in-collections",
    }
