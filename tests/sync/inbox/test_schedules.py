"""Schedules: one event for each due minute, once, and of those that were missed the last."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries.schedules import next_due
from govkit.catalog.workflows.check import read_all
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.schedules import Schedules, crons_of, last_due
from govkit.sync.inbox.subscribing import Plan, schedule_type
from govkit.sync.store.database import Database
from tests.sync.inbox.estates import contracts_in
from tests.sync.inbox.stage import Fake, Listed, Moving, events, runs

DAILY = "0 6 * * *"
MONDAY = datetime(2026, 9, 21, 5, 59, 30, tzinfo=UTC)


def schedules(database: Database, clock: Moving, *crons: str) -> Schedules:
    nightly = Fake("nightly", planner=lambda body: Plan("all", {}))
    return Schedules(database, Intake(database, Listed({schedule_type(DAILY): [nightly]}), clock), crons, clock)


def ids(database: Database) -> list[str]:
    return [one.event_id for one in events(database)]


def test_a_due_minute_is_one_event_and_starts_its_workflows(database: Database) -> None:
    clock = Moving(MONDAY.timestamp())
    door = schedules(database, clock, DAILY)
    assert door.run_due() == []
    assert door.next_due() == clock.at + 30
    for _ in range(3):
        clock.at += 30
        door.run_due()
    (event,) = events(database)
    assert (event.source, event.type, event.channel) == ("schedule", "schedule.0 6 * * *", "schedule")
    assert event.event_id == "schedule.0 6 * * * 2026-09-21T06:00:00Z"
    assert json.loads(event.body) == {"scheduledAt": "2026-09-21T06:00:00Z"}
    assert [(one.workflow, one.key) for one in runs(database)] == [("nightly", "all")]
    assert event.repeats == 0


def test_of_minutes_that_were_missed_the_last_is_made_up_for(database: Database) -> None:
    clock = Moving(MONDAY.timestamp())
    schedules(database, clock, DAILY).run_due()
    clock.at += timedelta(days=3, hours=2).total_seconds()
    schedules(database, clock, DAILY).run_due()
    assert [one.rpartition(" ")[2] for one in ids(database)] == ["2026-09-24T06:00:00Z"]


def test_a_schedule_that_is_new_makes_nothing_up(database: Database) -> None:
    clock = Moving(MONDAY.timestamp())
    schedules(database, clock, "* * * * *", "0 0 1 1 *").run_due()
    assert ids(database) == []


def test_several_clocks_make_one_event(database: Database) -> None:
    clock = Moving(MONDAY.timestamp())
    schedules(database, clock, DAILY).run_due()
    clock.at += 60
    barrier = threading.Barrier(4)
    made: list[int] = []

    def tick() -> None:
        door = schedules(database, clock, DAILY)
        barrier.wait()
        made.append(len(door.run_due()))

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == len(ids(database)) == len(runs(database)) == 1


def test_a_clock_that_jumps_makes_no_minute_twice(database: Database) -> None:
    clock = Moving(MONDAY.timestamp())
    door = schedules(database, clock, "* * * * *")
    for jump in (0, 60, 86_400, -86_400, 60, 60, 86_400):
        clock.at += jump
        door.run_due()
    assert len(set(ids(database))) == len(ids(database)) == 3
    assert [one.repeats for one in events(database)] == [0, 0, 0]


@given(
    st.sampled_from(["* * * * *", "*/7 3 * * *", "0 6 * * 1", "30 12 29 2 *", "0 0 1 1 *", "59 23 31 12 *"]),
    st.integers(0, 10 * 366 * 86_400),
    st.integers(0, 60 * 24 * 400),
)
def test_the_last_due_minute_is_due_and_none_comes_between_it_and_the_end(
    cron: str, seconds: int, minutes: int
) -> None:
    after = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    until = after + timedelta(minutes=minutes)
    found = last_due(cron, after, until)
    if found is None:
        following = next_due(cron, after)
        assert following is None or following > until
    else:
        assert after < found <= until
        assert next_due(cron, found - timedelta(minutes=1)) == found
        following = next_due(cron, found)
        assert following is None or following > until


def test_the_schedules_of_an_estate_are_those_of_its_workflows() -> None:
    text = (
        "arazzo: 1.1.0\ninfo: {title: N, version: 1.0.0}\n"
        "sourceDescriptions: [{name: erp, type: openapi, url: ../../specs/erp/2.2.0/openapi.yaml}]\nworkflows:\n"
        "- workflowId: nightly\n"
        "  x-govkit-workflow: {owner: team:finance-systems, trigger: {schedule: 0 6 * * *}, key: $inputs.scheduledAt}\n"
        "  steps: [{stepId: read, operationId: $sourceDescriptions.erp.listCustomers}]\n"
    )
    documents = read_all(contracts_in({"catalog/workflows/n.arazzo.yaml": text}).estate.workflow_documents).documents
    assert crons_of(documents) == [DAILY]
