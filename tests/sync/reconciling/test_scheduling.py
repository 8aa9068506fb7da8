"""Reconciliations by the clock: when they are due, once where several times were missed, and again after a death."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from govkit.sync.reconciling.keeping import ENDED, Keeping
from govkit.sync.reconciling.listing import Ran, runs
from govkit.sync.reconciling.scheduling import Reconciliations
from govkit.sync.store.database import Database
from tests.sync.reconciling.trial import NOON, PLAIN, customers, estate, place, write

HOUR, DAY = 3_600.0, 86_400.0


@dataclass
class Clock:
    at: float = NOON

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(tmp_path: Path, database: Database, clock: Clock) -> Callable[[str], Reconciliations]:
    """A worker of a name; all have one database."""
    estate(tmp_path, ".csv", PLAIN)
    write(tmp_path, customers(5, 1), ".csv", PLAIN, {})
    return lambda name: Reconciliations(replace(place(tmp_path, database, clock), holder=name))


def ran(database: Database) -> list[Ran]:
    with database.reading() as connection:
        return runs(connection)


def test_one_that_is_new_begins_with_its_next_time(
    worker: Callable[[str], Reconciliations], database: Database, clock: Clock
) -> None:
    one = worker("one")
    assert one.run_due() == []
    clock.at += HOUR
    assert one.run_due() == []
    clock.at = NOON + 15 * HOUR  # 03:00, an hour behind it
    (found,) = one.run_due()
    assert found.figures.agreement == 1
    assert one.run_due() == []
    assert [(each.state, each.started_by) for each in ran(database)] == [("done", "schedule")]


def test_several_times_that_were_missed_are_made_up_for_once_by_one_worker(
    worker: Callable[[str], Reconciliations], database: Database, clock: Clock
) -> None:
    worker("one").run_due()
    clock.at += 5 * DAY
    found = [*worker("one").run_due(), *worker("two").run_due()]
    assert len(found) == len(ran(database)) == 1


def test_a_run_whose_worker_died_is_begun_again_once(
    worker: Callable[[str], Reconciliations], database: Database, clock: Clock
) -> None:
    worker("one").run_due()
    Keeping(database, clock, "dead").begin("nightly", "schedule")
    assert worker("one").run_due() == []
    clock.at += 200
    assert len(worker("one").run_due()) == 1
    assert [(each.state, each.note) for each in ran(database)] == [("done", None), ("failed", ENDED)]
    Keeping(database, clock, "dead").begin("nightly", "schedule")
    clock.at += 200
    Keeping(database, clock, "dead too").begin("nightly", "schedule")
    clock.at += 200
    assert worker("one").run_due() == [], "what ends its process each time is not begun for ever"


def test_a_run_that_people_began_is_theirs_to_begin_again(
    worker: Callable[[str], Reconciliations], database: Database, clock: Clock
) -> None:
    worker("one").run_due()
    Keeping(database, clock, "dead").begin("nightly", "ann")
    clock.at += 200
    assert worker("one").run_due() == []


def test_one_that_fails_is_told_and_tried_when_it_is_due_next(
    worker: Callable[[str], Reconciliations],
    database: Database,
    clock: Clock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = worker("one")
    one.run_due()
    file = tmp_path / "data/erp.csv"
    text = file.read_bytes()
    file.unlink()
    clock.at += DAY
    with caplog.at_level(logging.ERROR, "govkit.sync"):
        assert one.run_due() == []
    assert "there is no such file" in caplog.text
    assert one.run_due() == []
    file.write_bytes(text)
    clock.at += DAY
    assert len(one.run_due()) == 1
    assert [each.state for each in ran(database)] == ["done", "failed"]
