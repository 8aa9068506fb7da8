"""Events that were kept: found, handed on as CloudEvents, replayed to one workflow, and swept when they are over."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from govkit.sync.exceptions.audit import entries, record
from govkit.sync.exceptions.queue import Raised, raise_
from govkit.sync.inbox import retention
from govkit.sync.inbox.cloudevents import batch, structured
from govkit.sync.inbox.events import Wanted, kept
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.refusals import Ledger, Refused
from govkit.sync.inbox.replay import Replay, Replayed
from govkit.sync.inbox.retention import Swept, sweep
from govkit.sync.inbox.subscribing import Cause
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import AUDIT, EFFECTS, EXCEPTIONS, REFUSED
from govkit.sync.values import Arrived
from tests.sync.inbox.stage import NOW, PAID, Fake, Listed, Moving, arrived, events, rows, runs

LEDGER, ALERTS = Fake("ledger"), Fake("alerts")
BOTH = Listed({PAID: [LEDGER, ALERTS]})


def _caused(one: Arrived) -> Cause | None:
    return Cause("key-1", frozenset({"ledger"})) if one.id == "echo" else None


def taken(database: Database, *arrivals: Arrived, clock: Moving | None = None, listed: Listed = BOTH) -> list[int]:
    clock = clock or Moving()
    door = Intake(database, listed, clock, lambda _, one: _caused(one))
    seqs = []
    for one in arrivals:
        seqs.append(door.take(one).seq)
        clock.at += 10
    return seqs


def leave(database: Database, state: RunState = RunState.DONE, at: float = NOW, *only: int) -> None:
    for run in runs(database):
        if not only or run.id in only:
            with database.begin() as connection:
                Lanes(database).leave(connection, run.id, state, now=at)


def found(database: Database, **wanted: object) -> list[int]:
    with database.reading() as connection:
        return [one.seq for one in kept(connection, Wanted(**wanted))]  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------------------- found


def test_events_are_found_by_all_that_is_said(database: Database) -> None:
    one, two, three = taken(
        database, arrived(1), arrived(2, source="billing", body={"contract": "C-2"}), arrived(3, type="erp.other")
    )
    assert found(database) == [one, two, three]
    assert found(database, type=PAID) == [one, two]
    assert found(database, source="erp") == [one, three]
    assert found(database, source="erp", type=PAID) == [one]
    assert found(database, key="C-2") == [two]
    assert found(database, since=NOW + 10) == [two, three]
    assert found(database, until=NOW + 10) == [one]
    assert found(database, first=two, last=two) == [two]
    assert found(database, seqs=(three, one)) == [one, three]
    assert found(database, type="nothing") == []
    with database.reading() as connection:
        assert [each.seq for each in kept(connection, Wanted(), limit=2)] == [two, three]
        first = kept(connection, Wanted(seqs=(one,)))[0]
    assert [(each.workflow, each.key, each.state) for each in first.runs] == [
        ("ledger", "C-1", RunState.READY),
        ("alerts", "C-1", RunState.READY),
    ]


# ---------------------------------------------------------------------------------------------------------- CloudEvents


def test_an_event_is_a_cloudevent(database: Database) -> None:
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    body = {"contract": "C-1", "amount": Decimal("1.10"), "no": None}
    taken(database, arrived(1, body=body, occurred_at="2026-09-21T10:00:00+02:00", trace=trace))
    with database.reading() as connection:
        (event,) = kept(connection, Wanted())
    assert json.loads(structured(event)) == {
        "specversion": "1.0",
        "id": "EVT-1",
        "source": "/systems/erp",
        "type": PAID,
        "subject": "C-1",
        "time": "2026-09-21T10:00:00+02:00",
        "datacontenttype": "application/json",
        "sequence": f"{event.seq:019}",
        "traceparent": trace,
        "data": {"contract": "C-1", "amount": 1.1, "no": None},
    }
    assert '"amount":1.10' in structured(event)


def test_a_cloudevent_has_nothing_but_what_the_specification_allows(database: Database) -> None:
    """CloudEvents 1.0.2: names are lower-case letters and digits; required are non-empty texts; time is RFC 3339's."""
    apart = Listed({PAID: [LEDGER, Fake("other", planner=lambda _: LEDGER.plan({"contract": "another"}))]})
    taken(database, arrived(1, occurred_at="yesterday", body={"contract": "C"}), listed=apart)
    taken(database, arrived(2, type="erp.unheard", body=None))
    with database.reading() as connection:
        listed = kept(connection, Wanted())
    made = json.loads(batch(listed))
    assert [one["id"] for one in made] == ["EVT-1", "EVT-2"]
    for one in made:
        assert all(re.fullmatch(r"[a-z0-9]{1,20}", name) for name in one)
        assert all(isinstance(one[name], str) and one[name] for name in ("id", "source", "specversion", "type"))
        assert "subject" not in one
        assert one["time"] == "2026-09-21T14:13:20.000Z"
    assert made[1]["data"] is None
    assert sorted(made, key=lambda one: one["sequence"]) == made


def test_an_empty_batch_is_a_list() -> None:
    assert batch([]) == "[]"


# --------------------------------------------------------------------------------------------------------------- replay


def replayed(database: Database, *, dry_run: bool = False, listed: Listed = BOTH, **wanted: object) -> list[Replayed]:
    door = Replay(database, listed, Moving(NOW + 500), actor="ada", dry_run=dry_run)
    return door.replay("ledger", Wanted(**wanted))  # type: ignore[arg-type]


def test_a_range_goes_once_more_to_one_workflow_in_its_order(database: Database) -> None:
    one, two, three = taken(database, arrived(1), arrived(2), arrived(3, body={"contract": "C-2"}))
    leave(database)
    done = replayed(database, first=one, last=three)
    assert [(each.seq, each.key, each.generation, each.refused) for each in done] == [
        (one, "C-1", 1, ""),
        (two, "C-1", 1, ""),
        (three, "C-2", 1, ""),
    ]
    again = [each for each in runs(database) if each.generation == 1]
    assert [(each.id, each.event, each.workflow, each.state) for each in again] == [
        (done[0].run, one, "ledger", RunState.READY),
        (done[1].run, two, "ledger", RunState.QUEUED),
        (done[2].run, three, "ledger", RunState.READY),
    ]
    assert (again[0].created_at, again[0].expect_by) == (NOW + 500, NOW + 800)
    with database.reading() as connection:
        audit = entries(connection, actions=("replay",))
    assert [(each.actor, each.run, each.detail["event"], each.detail["generation"]) for each in audit] == [
        ("ada", each.run, each.seq, 1) for each in done
    ]


def test_each_replay_is_the_next_generation_of_what_the_workflow_is_now(database: Database) -> None:
    (seq,) = taken(database, arrived(1))
    for generation in (1, 2):
        leave(database)
        newer = Listed({PAID: [replace(LEDGER, pin=f"sha256:{generation}")]})
        (one,) = replayed(database, seqs=(seq,), listed=newer)
        assert one.generation == generation
    assert [one.pin for one in runs(database) if one.workflow == "ledger"] == ["sha256:1", "sha256:1", "sha256:2"]


def test_a_dry_run_says_the_same_and_changes_nothing(database: Database) -> None:
    seqs = taken(database, arrived(1), arrived(2))
    leave(database)
    before = runs(database)
    dry = replayed(database, dry_run=True, first=seqs[0])
    assert runs(database) == before
    assert rows(database, AUDIT) == []
    assert [replace(one, run=None) for one in replayed(database, first=seqs[0])] == dry


def test_what_cannot_be_replayed_is_told_with_its_reason(database: Database) -> None:
    going, echo, keyless, other, done = taken(
        database, arrived(1), replace(arrived(2), id="echo"), arrived(3, body={}), arrived(4, type="erp.other"),
        arrived(5, body={"contract": "C-9"}),
    )  # fmt: skip
    leave(database, RunState.DONE, NOW, *(one.id for one in runs(database) if one.event in (done, keyless)))
    told = {one.seq: one.refused for one in replayed(database, seqs=(going, echo, keyless, other, done, 999))}
    assert "is not through: it is ready" in told[going]
    assert "write of our own" in told[echo]
    assert "no key: $inputs.contract has no value" in told[keyless]
    assert "do not start it" in told[other]
    assert told[999] == "there is no such event"
    assert told[done] == ""
    assert other not in [one.seq for one in replayed(database, first=1)]


def test_an_event_from_before_its_workflow_is_its_first_generation(database: Database) -> None:
    (seq,) = taken(database, arrived(1), listed=Listed())
    (one,) = replayed(database, seqs=(seq,))
    assert (one.generation, one.refused) == (0, "")


def test_a_replay_waits_behind_what_its_key_is_doing(database: Database) -> None:
    first, _ = taken(database, arrived(1), arrived(2))
    leave(database, RunState.DONE, NOW, runs(database)[0].id)
    (one,) = replayed(database, seqs=(first,))
    state = {each.id: each.state for each in runs(database)}
    assert one.run is not None
    assert state[one.run] == RunState.QUEUED


# ------------------------------------------------------------------------------------------------------------ retention


def test_what_is_over_and_old_goes_with_all_that_belongs_to_it(database: Database) -> None:
    old, young = taken(database, arrived(1), arrived(2), clock=Moving(NOW))
    leave(database, at=NOW + 5)
    effect(database, runs(database)[0].id, EffectState.COMMITTED)
    with database.begin() as connection:
        record(connection, at=NOW, actor="ada", action="retry", run=runs(database)[0].id)
        record(connection, at=NOW, actor="ada", action="merge")
    forgotten: list[int] = []
    gone = [one.id for one in runs(database) if one.event == old]
    swept = sweep(database, NOW + 6, forgotten.extend)
    assert swept == Swept(events=1, runs=2, effects=1, exceptions=0, audit=1)
    assert forgotten == gone
    assert [one.seq for one in events(database)] == [young]
    assert {one.event for one in runs(database)} == {young}
    assert [one.action for one in rows(database, AUDIT)] == ["merge"]
    assert sweep(database, NOW + 6) == Swept()


def effect(database: Database, run: int, state: EffectState) -> None:
    with database.begin() as connection:
        connection.execute(
            EFFECTS.insert().values(
                key=f"k-{run}", run=run, event=1, workflow="ledger", step="write", system="erp", api="erp@2.2.0",
                operation="createInvoice", request="{}", digest="d", state=state, first_sent_at=NOW, last_sent_at=NOW,
            )
        )  # fmt: skip


@pytest.mark.parametrize("kept_by", ["a run", "a late end", "an exception", "a write", "another of a write"])
def test_what_is_open_is_kept_whole_however_old(database: Database, kept_by: str) -> None:
    taken(database, arrived(1), arrived(2, body={"contract": "C-2"}))
    first, second, *others = [one.id for one in runs(database)]
    leave(database, RunState.DONE, NOW, *others)
    leave(database, RunState.DONE, NOW, second)
    if kept_by != "a run":
        leave(database, RunState.DONE, NOW + (1_000 if kept_by == "a late end" else 0), first)
    if kept_by == "an exception":
        with database.begin() as connection:
            raised = Raised(
                run=first, event=1, workflow="ledger", key="C-1", step="", try_=0, kind="event", owner="o", at=NOW
            )
            raise_(connection, raised)
    if "write" in kept_by:
        effect(database, first, EffectState.SENDING if kept_by == "a write" else EffectState.UNKNOWN)
    assert sweep(database, NOW + 100) == Swept(events=1, runs=2)
    assert [one.id for one in runs(database)] == [first, second]
    with database.begin() as connection:
        connection.execute(EFFECTS.update().values(state=EffectState.COMMITTED))
        connection.execute(EXCEPTIONS.update().values(state="resolved"))
    leave(database)
    assert sweep(database, NOW + 2_000).events == 1
    assert rows(database, EXCEPTIONS) == rows(database, EFFECTS) == runs(database) == []


def test_many_go_in_batches_and_what_is_open_between_them_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 20)
    door = Intake(database, BOTH, Moving())
    with database.begin() as connection:
        door.take_in(connection, [arrived(number, body={"contract": f"C-{number}"}) for number in range(45)])
    open_ones = {runs(database)[index].id for index in (0, 41, 89)}
    with database.begin() as connection:
        for run in runs(database):
            if run.id not in open_ones:
                Lanes(database).leave(connection, run.id, RunState.DONE, now=NOW)
    told: list[int] = []

    def forget(numbers: Sequence[int]) -> None:
        assert len(numbers) <= 40
        told.extend(numbers)

    swept = sweep(database, NOW + 1, forget)
    assert (swept.events, swept.runs, len(told)) == (42, 84, 84)
    assert {one.id for one in runs(database)} >= open_ones


def test_a_hook_that_fails_leaves_all_as_it_was(database: Database) -> None:
    taken(database, arrived(1))
    leave(database)

    def fails(_numbers: Sequence[int]) -> None:
        raise sa.exc.OperationalError("DELETE", {}, Exception("gone"))

    with pytest.raises(sa.exc.OperationalError):
        sweep(database, NOW + 100, fails)
    assert len(events(database)) == 1
    assert len(runs(database)) == 2


def test_what_was_refused_long_ago_is_forgotten(database: Database) -> None:
    Ledger(database, Moving(NOW)).add("erp", Refused("stale", "x"))
    Ledger(database, Moving(NOW + 10)).add("crm", Refused("stale", "x"))
    sweep(database, NOW + 5)
    assert [one.system for one in rows(database, REFUSED)] == ["crm"]
