"""Counts of what only grows are what the database says, and cost what came since the last look."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from govkit.sync.inbox.retention import sweep
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EVENTS, RUNS
from govkit.sync.telemetry.tallies import Labels, Tallies
from tests.sync.stage import NOON, Stage

_DAY = 86_400.0


class History:
    """Runs that begin and end, now and then, and what all of them are by a count of the whole."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database, self.stage, self.lanes = database, Stage(database), Lanes(database)
        self._draw = random.Random(seed)
        self._open: list[int] = []
        self._number = 0

    def goes_on(self, now: float) -> None:
        """Some runs begin, some that are open end."""
        for _ in range(self._draw.randrange(4)):
            self._number += 1
            source = self._draw.choice(["billing", "crm"])
            event = self.stage.event(source=source, event_id=f"evt_{self._number}")
            self._open.append(self.stage.run(event, key=f"k{self._number}", created_at=now))
        self._draw.shuffle(self._open)
        for _ in range(self._draw.randrange(len(self._open) + 1)):
            state = self._draw.choice([RunState.DONE, RunState.DONE, RunState.DISMISSED])
            with self.database.begin() as connection:
                self.lanes.leave(connection, self._open.pop(), state, now=now)

    def whole(self) -> tuple[dict[Labels, int], dict[Labels, int]]:
        """Events and finished runs, counted one by one."""
        with self.database.reading() as connection:
            events = connection.execute(sa.select(EVENTS.c.source, EVENTS.c.channel)).all()
            asked = sa.select(RUNS.c.workflow, RUNS.c.state, RUNS.c.generation).where(RUNS.c.finished_at.is_not(None))
            runs = connection.execute(asked).all()
        counted = (Counter(tuple(map(str, row)) for row in rows) for rows in (events, runs))
        first, second = counted
        return dict(first), dict(second)

    def seen(self, tallies: Tallies, now: float) -> tuple[dict[Labels, int], dict[Labels, int]]:
        """The same by tallies."""
        with self.database.reading() as connection:
            found = (one.look(connection, now) for one in (tallies.events, tallies.finished))
            first, second = ({labels: seen.count for labels, seen in one.items()} for one in found)
        return first, second


def test_a_tally_is_the_count_of_the_whole_whenever_it_is_looked_at(database: Database) -> None:
    history, tallies, now = History(database, seed=7), Tallies(), NOON
    draw = random.Random(8)
    for _ in range(40):
        now += draw.choice([0.5, 5.0, 30.0, 90.0])
        history.goes_on(now)
        if draw.random() < 0.7:
            assert history.seen(tallies, now) == history.whole()


def test_what_retention_takes_does_not_count_any_more(database: Database) -> None:
    history, tallies = History(database, seed=3), Tallies()
    for hour in range(30):
        history.goes_on(NOON + hour * 3000)
        history.seen(tallies, NOON + hour * 3000)
    before = history.whole()
    sweep(database, NOON + _DAY / 2, lambda _: None)
    assert history.whole() != before
    assert history.seen(tallies, NOON + _DAY) == history.whole()


def test_a_clock_that_is_put_back_loses_no_run(database: Database) -> None:
    history, tallies = History(database, seed=5), Tallies()
    for minute in range(10):
        history.goes_on(NOON + minute * 60)
        history.seen(tallies, NOON + minute * 60)
    for minute in range(4):
        history.goes_on(NOON - _DAY + minute * 60)
        assert history.seen(tallies, NOON - _DAY + minute * 60) == history.whole()


def test_a_look_reads_what_came_since_the_last(database: Database) -> None:
    history, tallies = History(database, seed=9), Tallies()
    for minute in range(6):
        history.goes_on(NOON + minute * 90)
        history.seen(tallies, NOON + minute * 90)
    with _bounds(database) as bounds:
        history.seen(tallies, NOON + 600)
    assert bounds, "rows are counted"
    assert all(bounds), "each from where the last look ended"


@contextmanager
def _bounds(database: Database) -> Iterator[list[bool]]:
    """Of each statement that counts, whether it begins somewhere."""
    found: list[bool] = []

    def executed(_: object, __: object, statement: str, *___: object) -> None:
        if "count(" in statement:
            found.append(" > " in statement)

    sa.event.listen(database.engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", executed)
