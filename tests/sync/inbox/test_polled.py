"""Records that do not say when they changed: what is an event of them, and what was one before."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from govkit.client.jsontext import loads
from govkit.sync.inbox.cursors import Cursors
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.poller import Poller
from govkit.sync.inbox.subscribing import Plan
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EVENTS, RUNS
from govkit.sync.values import Answered, Asked, Json
from tests.sync.inbox.stage import Fake, Listed, Moving, events
from tests.sync.inbox.test_polls import CHANGED, INVOICES


@dataclass
class Erp:
    """A platform whose list is what it is set to, in pages of two; `turns` are those of later pages."""

    records: list[dict[str, Any]] = field(default_factory=list)
    turns: list[list[dict[str, Any]]] = field(default_factory=list)

    def __call__(self, asked: Asked, /) -> Answered:
        given = {name: value for name, _, value in asked.parameters}
        page = int(given.get("page", 1))
        if page > 1 and self.turns:
            self.records = self.turns.pop(0)
        return Answered(200, loads(json.dumps({"items": self.records[2 * page - 2 : 2 * page]})))


@dataclass
class Asking:
    """A list that is asked again and again, each time by a process that knows nothing but the database."""

    database: Database
    erp: Erp = field(default_factory=Erp)
    clock: Moving = field(default_factory=Moving)

    def read(self, *records: dict[str, Any]) -> list[str]:
        """Reads the list as it is now; the states that were events, in their order."""
        before = len(events(self.database))
        self.erp.records = list(records)
        listed = Listed({CHANGED: [Fake("ledger", planner=lambda body: Plan(body["item"].get("n", "none"), {}))]})
        cursors = Cursors(self.database, self.clock, "a")
        poller = Poller(self.database, Intake(self.database, listed, self.clock), cursors, [INVOICES], self.erp)
        assert poller.ask(INVOICES)
        self.clock.at += 900
        return [json.loads(one.body)["item"]["state"] for one in events(self.database)[before:]]


def order(number: str, state: str) -> dict[str, Any]:
    return {"id": number, "n": number, "state": state}


def test_a_state_that_comes_back_is_a_change_each_time(database: Database) -> None:
    asking = Asking(database)
    states = [asking.read(order("1", state)) for state in "ABABBAA"]
    assert states == [["A"], ["B"], ["A"], ["B"], [], ["A"], []]
    assert len({one.event_id for one in events(database)}) == 5


def test_what_was_there_before_changes_were_counted_is_no_event_again(database: Database) -> None:
    """Its name is as it was then."""
    asking = Asking(database)
    assert asking.read(order("1", "A")) == ["A"]
    (event,) = events(database)
    assert event.event_id.startswith("listInvoices:1::")


def test_what_a_record_was_is_known_when_its_events_are_gone(database: Database) -> None:
    asking = Asking(database)
    asking.read(order("1", "A"))
    asking.read(order("1", "B"))
    with database.begin() as connection:
        connection.execute(sa.delete(RUNS))
        connection.execute(sa.delete(EVENTS))
    assert asking.read(order("1", "B")) == []
    assert asking.read(order("1", "A")) == ["A"]


def test_a_record_that_was_away_is_told_from_what_it_was(database: Database) -> None:
    asking = Asking(database)
    asking.read(order("1", "A"), order("2", "A"))
    assert asking.read() == []
    assert asking.read(order("1", "A"), order("2", "B")) == ["B"]
    assert asking.read() == []
    assert asking.read(order("2", "A")) == ["A"]


def test_records_that_share_a_name_are_not_changes_of_each_other(database: Database) -> None:
    asking = Asking(database)
    shared = [order("1", "A"), order("1", "B"), order("2", "A"), order("1", "C")]
    assert asking.read(*shared) == ["A", "B", "A", "C"]
    assert [asking.read(*reversed(shared)), asking.read(*shared), asking.read(*shared)] == [[], [], []]


def test_a_record_that_changes_while_it_is_read_is_one_event_in_each_state(database: Database) -> None:
    asking = Asking(database)
    asking.read(order("1", "A"), order("2", "A"))
    first, other, later = order("1", "A"), order("2", "A"), order("1", "B")
    asking.erp.turns = [[first, other, later, order("3", "A")]]
    assert asking.read(first, other, order("3", "A")) == ["B", "A"]
    assert asking.read(later, other, order("3", "A")) == []
    assert asking.read(first, other, order("3", "A")) == ["A"]


def test_a_record_without_a_name_is_told_by_what_it_is(database: Database) -> None:
    asking = Asking(database)
    assert asking.read({"state": "A"}, {"state": "B"}) == ["A", "B"]
    assert asking.read({"state": "A"}, {"state": "C"}) == ["C"]


def test_a_moment_of_its_own_is_what_tells_a_change_where_there_is_one(database: Database) -> None:
    asking = Asking(database)

    def changed(state: str, at: str) -> dict[str, Json]:
        return {**order("1", state), "updatedAt": f"2026-09-21T14:{at}:00Z"}

    assert asking.read(changed("A", "10")) == ["A"]
    assert asking.read(changed("B", "20")) == ["B"]
    assert asking.read(changed("A", "30")) == ["A"]
    assert asking.read(changed("A", "30")) == []
