"""Echoes of our own writes: recognised where the record is exactly the one that was answered, and never else."""

from __future__ import annotations

from typing import Any

import pytest

from govkit.sync.effects.echoes import caused, mark_of
from govkit.sync.effects.ledger import Intent, Ledger
from govkit.sync.inbox.intake import Intake
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EFFECTS
from govkit.sync.values import Answered, Arrived, Asked, Json, Traits
from tests.sync.inbox.stage import Fake, Listed, Moving, events, rows, runs

CUSTOMER = {"id": "cus_1", "name": "Brightwater", "terms": {"days": 30}, "updated_at": "2026-11-01T10:00:00Z"}
TRAITS = Traits("billing", True, True, None, False, None)
UPDATED = "billing.customer.updated"


def written(database: Database, answer: Json, *, event: int = 1, workflow: str = "terms", status: int = 200) -> str:
    """A write of a workflow for an event, and its answer; the key."""
    ledger = Ledger(database, Moving())
    asked = Asked(workflow, "billing@3.0.0", "updateCustomer", body={"for": event})
    entry = ledger.begin(Intent(event, event, f"event {event}", workflow, "terms", 1, asked, TRAITS))
    ledger.end(entry, Answered(status, answer))
    return entry.key


def told(database: Database, body: Json, *, source: str = "billing", name: str = "evt") -> list[RunState]:
    """What becomes of an event in two workflows: the one that writes, and another."""
    door = Intake(database, Listed({UPDATED: [Fake("terms"), Fake("alerts")]}), Moving(), caused)
    seq = door.take(Arrived(source, name, UPDATED, "webhook", {"contract": name, **body})).seq
    return [RunState(one.state) for one in runs(database) if one.event == seq]


def test_the_record_that_was_answered_is_the_echo_and_stops_at_the_workflow_that_wrote_it(database: Database) -> None:
    key = written(database, CUSTOMER)
    shuffled = dict(reversed(CUSTOMER.items()))
    assert told(database, {"data": {"customer": shuffled}}) == [RunState.ECHO, RunState.READY]
    assert [one.echo_of for one in events(database)] == [key]
    assert [(one.resource, bool(one.mark)) for one in rows(database, EFFECTS)] == [("cus_1", True)]


@pytest.mark.parametrize(
    "change",
    [{"name": "Brightwater AG"}, {"updated_at": "2026-11-01T10:00:01Z"}, {"terms": {"days": 60}}, {"note": None}],
)
def test_whatever_somebody_else_changed_makes_it_another_event(database: Database, change: dict[str, Any]) -> None:
    """Also in the very second of our write: an event that tells anything new is never lost."""
    written(database, CUSTOMER)
    assert told(database, {"data": {"customer": {**CUSTOMER, **change}}}) == [RunState.READY, RunState.READY]


def test_the_same_record_of_another_system_and_a_write_that_was_refused_echo_nothing(database: Database) -> None:
    written(database, CUSTOMER, status=422)
    assert told(database, {"data": {"customer": CUSTOMER}}) == [RunState.READY, RunState.READY]
    written(database, CUSTOMER, event=2)
    assert told(database, {"data": CUSTOMER}, source="crm", name="evt_2") == [RunState.READY, RunState.READY]


def test_a_circle_of_several_workflows_stops_where_it_began(database: Database) -> None:
    """`terms` writes, `alerts` answers that by a write, whose event would start `terms` again."""
    written(database, CUSTOMER)
    assert told(database, {"data": {"customer": CUSTOMER}}, name="first") == [RunState.ECHO, RunState.READY]
    later = {**CUSTOMER, "updated_at": "2026-11-01T10:00:05Z"}
    written(database, later, event=events(database)[0].seq, workflow="alerts")
    assert told(database, {"data": {"customer": later}}, name="second") == [RunState.ECHO, RunState.ECHO]


def test_of_several_writes_that_were_answered_alike_the_last_is_the_cause(database: Database) -> None:
    keys = [written(database, CUSTOMER, event=number) for number in (1, 2, 3)]
    told(database, {"data": CUSTOMER})
    assert [one.echo_of for one in events(database)] == keys[-1:]


@pytest.mark.parametrize(("depth", "known"), [(3, True), (4, False)])
def test_a_record_far_inside_of_an_event_is_a_part_of_another(database: Database, depth: int, known: bool) -> None:
    body: Json = CUSTOMER
    for _ in range(depth):
        body = {"data": body}
    written(database, CUSTOMER)
    assert told(database, body) == [RunState.ECHO if known else RunState.READY, RunState.READY]


def test_what_does_not_say_which_record_in_which_version_leaves_no_mark() -> None:
    assert mark_of({"id": "cus_1", "name": "Brightwater"}) is None
    assert mark_of({"name": "Brightwater", "updated_at": "2026-11-01T10:00:00Z"}) is None
    assert mark_of([CUSTOMER]) is None
    assert mark_of({"companyId": "co_1", "version": 3}) is not None
