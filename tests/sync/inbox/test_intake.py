"""The intake: each event once, in order, with all the runs that it starts or with none."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.subscribing import Cause, Plan
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import ExceptionState, RunState
from govkit.sync.store.tables import EVENTS, EXCEPTIONS
from govkit.sync.values import Arrived, Json
from tests.sync.inbox.stage import NOW, PAID, Fake, Listed, Moving, arrived, events, rows, runs

pytestmark = pytest.mark.requirement("S2")

LEDGER, ALERTS = Fake("invoice-paid"), Fake("alerts")


def intake(database: Database, *workflows: Fake, now: Moving | None = None) -> Intake:
    return Intake(database, Listed({PAID: workflows}), now or Moving())


def test_an_event_starts_one_run_of_each_workflow_that_subscribes(database: Database) -> None:
    taken = intake(database, LEDGER, ALERTS).take(arrived(occurred_at="2026-09-21T10:00:00Z", trace="00-a-b-01"))
    (event,) = events(database)
    assert (event.seq, event.source, event.event_id, event.type) == (taken.seq, "erp", "EVT-1", PAID)
    assert (event.received_at, event.occurred_at, event.trace) == (NOW, "2026-09-21T10:00:00Z", "00-a-b-01")
    assert json.loads(event.body) == {"contract": "C-1", "amount": "12.30"}
    started = runs(database)
    assert [(one.id, one.workflow, one.key, one.pin, one.state) for one in started] == [
        (taken.runs[0], "invoice-paid", "C-1", "sha256:1", RunState.READY),
        (taken.runs[1], "alerts", "C-1", "sha256:1", RunState.READY),
    ]
    assert json.loads(started[0].context) == {"contract": "C-1", "amount": "12.30"}
    assert started[0].expect_by == NOW + 300


def test_an_event_that_nobody_waits_for_is_kept(database: Database) -> None:
    assert intake(database).take(arrived()).runs == ()
    assert len(events(database)) == 1


def test_an_event_that_comes_again_is_counted_and_starts_nothing(database: Database) -> None:
    door = intake(database, LEDGER)
    first = door.take(arrived())
    again = door.take(arrived(body={"contract": "another"}))
    assert (again.seq, again.runs, again.repeated, first.repeated) == (first.seq, first.runs, True, False)
    (event,) = events(database)
    assert (event.repeats, len(runs(database))) == (1, 1)
    assert json.loads(event.body)["contract"] == "C-1"


def test_one_id_of_two_sources_is_two_events(database: Database) -> None:
    door = intake(database)
    assert door.take(arrived(source="erp")).seq < door.take(arrived(source="billing")).seq


def test_later_runs_of_a_key_wait_and_those_of_another_do_not(database: Database) -> None:
    door = intake(database, LEDGER)
    for number, contract in enumerate(["C-1", "C-1", "C-2"], 1):
        door.take(arrived(number, body={"contract": contract}))
    assert [one.state for one in runs(database)] == [RunState.READY, RunState.QUEUED, RunState.READY]


def test_an_event_without_a_key_is_kept_and_parked_where_it_holds_up_nobody(database: Database) -> None:
    door = intake(database, LEDGER)
    lost = [door.take(arrived(number, body={"amount": "1"})) for number in (1, 2)]
    next_one = door.take(arrived(3))
    parked = runs(database)
    assert [one.state for one in parked] == [RunState.PARKED, RunState.PARKED, RunState.READY]
    assert len({one.key for one in parked}) == 3
    raised = rows(database, EXCEPTIONS)
    assert [(one.run, one.event, one.kind, one.state, one.owner, one.detail) for one in raised] == [
        (one.runs[0], one.seq, "event", ExceptionState.OPEN, "team:finance-systems", "$inputs.contract has no value")
        for one in lost
    ]
    assert next_one.seq == lost[1].seq + 1


def test_an_event_without_a_key_for_one_workflow_starts_the_others(database: Database) -> None:
    by_amount = Fake("alerts", planner=lambda body: Plan(body["amount"], {}))
    intake(database, LEDGER, by_amount).take(arrived(body={"amount": "7"}))
    assert [(one.workflow, one.state) for one in runs(database)] == [
        ("invoice-paid", RunState.PARKED),
        ("alerts", RunState.READY),
    ]


def test_an_echo_of_our_own_write_is_kept_and_does_not_start_the_workflow_that_wrote(database: Database) -> None:
    def caused(connection: Connection, one: Arrived) -> Cause | None:
        return Cause("key-of-effect", frozenset({"invoice-paid"})) if one.id == "EVT-1" else None

    door = Intake(database, Listed({PAID: [LEDGER, Fake("alerts")]}), Moving(), caused)
    door.take(arrived(1))
    door.take(arrived(2))
    assert [one.echo_of for one in events(database)] == ["key-of-effect", None]
    assert [(one.workflow, one.state, one.finished_at) for one in runs(database)] == [
        ("invoice-paid", RunState.ECHO, NOW),
        ("alerts", RunState.READY, None),
        ("invoice-paid", RunState.READY, None),
        ("alerts", RunState.QUEUED, None),
    ]


def test_an_event_and_its_runs_are_taken_together_or_not_at_all(database: Database) -> None:
    def fails(connection: Connection, one: Arrived) -> Cause | None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Intake(database, Listed({PAID: [LEDGER]}), Moving(), fails).take(arrived())
    assert events(database) == runs(database) == []
    assert not intake(database, LEDGER).take(arrived()).repeated


def test_numbers_are_kept_digit_for_digit_and_odd_characters_as_they_are(database: Database) -> None:
    body = {"contract": "C\x00-\ud800", "amount": Decimal("12345678901234567890.10"), "text": "\x00 \udfff é"}
    intake(database, LEDGER).take(arrived(body=body))
    (event,) = events(database)
    assert '"amount":12345678901234567890.10' in event.body
    assert json.loads(event.body)["text"] == body["text"]
    assert runs(database)[0].key.startswith("C\ufffd-\ufffd")


def test_ids_and_keys_of_any_length_are_told_apart(database: Database) -> None:
    door = intake(database, LEDGER)
    for end in ("a", "b", "a"):
        door.take(Arrived("erp", "€" * 5_000 + end, PAID, "webhook", {"contract": "C" * 5_000 + end}))
    assert [one.repeats for one in events(database)] == [1, 0]
    assert len({one.key for one in runs(database)}) == 2


def test_several_receivers_keep_the_order_of_each_key(database: Database) -> None:
    """Runs of a key stand in the order of their events, and each event is there once, whoever took it."""
    workers, each, keys = 6, 15, 3
    workflows = [Fake("invoice-paid"), Fake("alerts", planner=lambda body: Plan(f"{body['n'] % 2}", {}))]
    failures: list[BaseException] = []

    def receive(worker: int) -> None:
        door = Intake(database, Listed({PAID: workflows}), Moving())
        try:
            for number in range(each):
                body: Json = {"contract": f"C-{number % keys}", "n": number}
                door.take(Arrived("erp", f"{number}-{worker // 2}", PAID, "webhook", body))
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=receive, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(events(database)) == each * workers // 2
    lanes: dict[tuple[str, str], list[int]] = defaultdict(list)
    ready: dict[tuple[str, str], int] = defaultdict(int)
    for one in runs(database):
        lanes[one.workflow, one.key].append(one.event)
        ready[one.workflow, one.key] += one.state == RunState.READY
    assert len(lanes) == keys + 2
    assert all(found == sorted(found) for found in lanes.values())
    assert set(ready.values()) == {1}


def test_what_is_seen_of_a_lane_never_gets_an_earlier_neighbour(database: Database) -> None:
    """Whoever reads the events of a key up to one of them meets no earlier one later on."""
    stop = threading.Event()
    wrong: list[tuple[int, int]] = []

    def watch() -> None:
        highest, known = 0, set[int]()
        while not stop.is_set():
            with database.reading() as connection:
                for seq in connection.execute(sa.select(EVENTS.c.seq).order_by(EVENTS.c.seq)).scalars():
                    if seq not in known and seq < highest:
                        wrong.append((seq, highest))
                    known.add(seq)
                    highest = max(highest, seq)

    def receive(worker: int) -> None:
        for number in range(20):
            intake(database, LEDGER).take(arrived(worker * 100 + number))

    watcher = threading.Thread(target=watch)
    watcher.start()
    threads = [threading.Thread(target=receive, args=(worker,)) for worker in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    watcher.join()
    assert wrong == []


def test_a_run_that_is_through_lets_the_next_event_run(database: Database) -> None:
    door = intake(database, LEDGER)
    first = door.take(arrived(1))
    with database.begin() as connection:
        Lanes(database).leave(connection, first.runs[0], RunState.DONE, now=NOW)
    door.take(arrived(2))
    assert [one.state for one in runs(database)] == [RunState.DONE, RunState.READY]
