"""The events of exceptions go once more to the workflows that they failed in."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions import actions, audit
from govkit.sync.exceptions.actions import Actions, Change
from govkit.sync.exceptions.listing import Listed, Narrowed, listed
from govkit.sync.exceptions.settling import superseded
from govkit.sync.inbox.subscribing import KeyMissing, Plan, Subscription
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EVENTS, RUNS
from govkit.sync.values import Json
from tests.sync.stage import NOON, WORKFLOW, Stage


@dataclass
class Starts:
    """A workflow that events of one type start."""

    key: str | None = "cus_1"
    kind: str = "billing.invoice.finalized"
    workflow: str = WORKFLOW
    pin: str = "pin-2"
    owner: str = "team:finance-systems"

    def plan(self, body: Json) -> Plan:
        if self.key is None:
            raise KeyMissing("the event has no value for the key")
        return Plan(self.key, {"customer": "cus_1"}, 60.0)

    def for_event(self, kind: str, /) -> Sequence[Subscription]:
        return [self] if kind == self.kind else []


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


def replayed(
    stage: Stage, *numbers: int, starts: Starts | None = None, actor: str = "anna", dry: bool = False
) -> list[Change]:
    kept: list[str] = []

    def keep(_: Connection, one: Subscription) -> None:
        kept.append(one.pin)

    acting = Actions(stage.database, actor=actor, now=lambda: NOON + 60, dry_run=dry)
    return acting.replay(Narrowed(ids=numbers), starts or Starts(), keep)


def queue(stage: Stage) -> list[Listed]:
    with stage.database.reading() as connection:
        return listed(connection, Narrowed(states=()))


def runs(stage: Stage) -> list[tuple[int, str, str]]:
    with stage.database.reading() as connection:
        asked = sa.select(RUNS.c.generation, RUNS.c.state, RUNS.c.pin).order_by(RUNS.c.id)
        return [tuple(row) for row in connection.execute(asked)]


@pytest.mark.requirement("S4")
def test_a_run_that_waits_ends_and_its_event_begins_anew(stage: Stage) -> None:
    number = stage.parked()
    (change,) = replayed(stage, number)
    assert (change.refused, change.does) == ("", f"run 1 ends, and event 1 starts {WORKFLOW} once more")
    assert runs(stage) == [(0, RunState.DISMISSED, "pin-1"), (1, RunState.READY, "pin-2")]
    assert [one.state for one in queue(stage)] == ["retrying"]
    with stage.database.reading() as connection:
        (entry,) = audit.entries(connection)
    assert (entry.actor, entry.action, entry.exception, entry.detail) == (
        "anna",
        "replay",
        1,
        {"as_run": 2, "generation": 1},
    )
    assert stage.row(2)["expect_by"] == NOON + 120


def test_what_is_done_the_second_time_closes_the_exception(stage: Stage) -> None:
    replayed(stage, stage.parked())
    with stage.database.begin() as connection:
        lanes = Lanes(stage.database)
        lanes.leave(connection, 2, RunState.DONE, now=NOON)
        assert superseded(connection, 2, lanes=lanes, now=NOON) == (1,)
    (one,) = queue(stage)
    assert (one.state, one.reason) == ("superseded", "run 2 did it")


def test_what_fails_the_second_time_stands_for_the_first(stage: Stage) -> None:
    replayed(stage, stage.parked())
    stage.parked(2)
    assert [(one.run, one.state, one.reason) for one in queue(stage)] == [
        (1, "superseded", "it failed again: 2"),
        (2, "open", None),
    ]


def test_later_runs_of_the_key_are_not_overtaken(stage: Stage) -> None:
    number = stage.parked()
    stage.run()
    (change,) = replayed(stage, number)
    assert "1 later of cus_1 wait behind it, and would go first" in change.refused
    assert [state for _, state, _ in runs(stage)] == [RunState.PARKED, RunState.QUEUED]


def test_an_exception_that_is_over_is_replayed_by_its_number(stage: Stage) -> None:
    number = stage.parked()
    Actions(stage.database, actor="ben", now=lambda: NOON).dismiss(Narrowed(ids=(number,)), "no")
    (change,) = replayed(stage, number)
    assert change.does == f"event 1 starts {WORKFLOW} once more"
    assert [state for _, state, _ in runs(stage)] == [RunState.DISMISSED, RunState.READY]
    (again,) = replayed(stage, number)
    assert again.refused == "run 2 of its event is not through: it is ready"


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        (Starts(kind="other"), "do not start invoice-to-ledger any more"),
        (Starts(key=None), "its event has no key"),
        (Starts(key="cus_2"), "its event is about cus_2 by now"),
    ],
)
def test_what_cannot_be_replayed_says_why(stage: Stage, starts: Starts, told: str) -> None:
    (change,) = replayed(stage, stage.parked(), starts=starts)
    assert told in change.refused
    assert [state for _, state, _ in runs(stage)] == [RunState.PARKED]


def test_an_event_that_is_not_kept_is_not_replayed(stage: Stage) -> None:
    number = stage.parked()
    with stage.database.begin() as connection:
        connection.execute(EVENTS.delete())
    assert replayed(stage, number)[0].refused == "its event 1 is not kept any more"


def test_a_write_of_which_nobody_knows_is_decided_first(stage: Stage) -> None:
    assert "decide that first" in replayed(stage, stage.parked(unknown=True))[0].refused


def test_two_exceptions_of_one_event_are_one_replay(stage: Stage) -> None:
    run = stage.run()
    first, second = stage.parked(run, step="a"), stage.parked(run, step="b")
    changes = replayed(stage, first, second)
    assert [change.refused for change in changes] == ["", "its event goes once more for exception 1 already"]
    assert len(runs(stage)) == 2


def test_a_dry_run_replays_nothing(stage: Stage) -> None:
    number = stage.parked()
    (change,) = replayed(stage, number, dry=True)
    assert change.does
    assert [state for _, state, _ in runs(stage)] == [RunState.PARKED]


def test_what_somebody_dismissed_meanwhile_is_not_replayed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at what is open and the act, ben was faster."""
    number, seen = stage.parked(), listed

    def looked(connection: Connection, which: Narrowed) -> list[Listed]:
        found = seen(connection, which)
        monkeypatch.setattr(actions, "listed", seen)
        Actions(stage.database, actor="ben", now=lambda: NOON).dismiss(Narrowed(ids=(number,)), "no")
        return found

    monkeypatch.setattr(actions, "listed", looked)
    (change,) = replayed(stage, number)
    assert change.refused == "it is dismissed already, by ben"
    assert [state for _, state, _ in runs(stage)] == [RunState.DISMISSED]


def test_of_many_who_replay_at_a_time_one_does(stage: Stage) -> None:
    number = stage.parked()
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda who: replayed(stage, number, actor=f"person-{who}")[0], range(6)))
    assert [bool(one.refused) for one in found].count(False) == 1
    assert len(runs(stage)) == 2
