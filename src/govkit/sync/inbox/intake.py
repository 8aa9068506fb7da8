"""The intake: an event, and a run for each workflow that it starts, are kept in one transaction, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from govkit.sync.exceptions.queue import Raised, raise_
from govkit.sync.inbox.keeping import bounded, json_text
from govkit.sync.inbox.subscribing import Cause, KeyMissing, Plan, Subscription, Subscriptions
from govkit.sync.lanes import Lanes, lane_name
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EVENTS, RUNS
from govkit.sync.values import Arrived, Taken

Caused: TypeAlias = Callable[[Connection, Arrived], Cause | None]
"""Asked of each new event: the write of our own that it tells of."""

KEYLESS = "event"
"""The kind of exception that an event without a key for a workflow raises."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A run that an event is to start; without a plan, why there is none."""

    subscription: Subscription
    plan: Plan | None
    because: str = ""


class Intake:
    """Takes events into a database."""

    def __init__(
        self,
        database: Database,
        subscriptions: Subscriptions,
        now: Callable[[], float],
        caused: Caused = lambda _connection, _arrived: None,
    ) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._now = now
        self._caused = caused
        self._lanes = Lanes(database)

    def take(self, arrived: Arrived) -> Taken:
        """Keeps an event and the runs that it starts; one that is known is counted, and starts nothing."""
        with self._database.begin() as connection:
            return self.take_in(connection, [arrived])[0]

    def take_in(self, connection: Connection, arrivals: Iterable[Arrived], *, load: int | None = None) -> list[Taken]:
        """Takes events in their order, as the first thing that a transaction of the caller changes.

        `load` is the bulk load that they are of, where they are of one: its runs yield to others, and are never late.

        Whoever waits for a lane waits before its events get their place in the sequence: the order of commits is that
        of arrival for each key, also where several receive at a time.
        """
        planned = [(one, self._planned(one)) for one in arrivals]
        lanes = {
            lane_name(each.subscription.workflow, each.plan.key)
            for _, several in planned
            for each in several
            if each.plan is not None
        }
        self._database.lock(connection, lanes)
        return [self._take(connection, one, several, load) for one, several in planned]

    def _planned(self, arrived: Arrived) -> list[_Planned]:
        return [_plan(one, arrived) for one in self._subscriptions.for_event(arrived.type)]

    def _take(self, connection: Connection, arrived: Arrived, planned: Sequence[_Planned], load: int | None) -> Taken:
        now = self._now()
        seq = self._inserted(connection, arrived, now)
        if seq is None:
            return _repeated(connection, arrived)
        cause = self._caused(connection, arrived)
        if cause is not None:
            connection.execute(EVENTS.update().where(EVENTS.c.seq == seq).values(echo_of=cause.key))
        stopped = cause.workflows if cause is not None else frozenset()

        def state(one: _Planned) -> RunState | None:
            return RunState.ECHO if one.subscription.workflow in stopped else None

        return Taken(seq, tuple(self._started(connection, seq, one, now, state(one), load) for one in planned))

    def _inserted(self, connection: Connection, arrived: Arrived, now: float) -> int | None:
        """The place of a new event in the sequence; None where it is known."""
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        added = (
            insert(EVENTS)
            .values(
                source=arrived.source,
                event_id=bounded(arrived.id),
                type=bounded(arrived.type),
                channel=arrived.channel,
                body=json_text(arrived.body),
                occurred_at=None if arrived.occurred_at is None else bounded(arrived.occurred_at),
                received_at=now,
                trace=arrived.trace,
            )
            .on_conflict_do_nothing(index_elements=[EVENTS.c.source, EVENTS.c.event_id])
            .returning(EVENTS.c.seq)
        )
        seq = connection.execute(added).scalar()
        return None if seq is None else int(seq)

    def _started(
        self,
        connection: Connection,
        seq: int,
        planned: _Planned,
        now: float,
        state: RunState | None,
        load: int | None,
    ) -> int:
        one, plan = planned.subscription, planned.plan
        lost = plan is None and state is None
        if plan is None:
            # a lane of its own: nobody knows whom it would have to wait for
            plan = Plan(f"event {seq}", {})
        run = self._lanes.enter(
            connection,
            event=seq,
            workflow=one.workflow,
            key=plan.key,
            pin=one.pin,
            context=json_text(plan.context),
            now=now,
            expect_by=None if plan.expect_within is None or load is not None else now + plan.expect_within,
            load=load,
            state=RunState.PARKED if lost else state,
        )
        if lost:
            self._raise(connection, run, seq, one, plan.key, planned.because, now)
        return run

    @staticmethod
    def _raise(
        connection: Connection, run: int, seq: int, one: Subscription, key: str, because: str, now: float
    ) -> None:
        """Tells people of an event that a workflow has no key for; it is not lost."""
        raised = Raised(
            run=run, event=seq, workflow=one.workflow, key=key, step="", try_=0, kind=KEYLESS, owner=one.owner, at=now,
            detail=because,
        )  # fmt: skip
        raise_(connection, raised)
        connection.execute(RUNS.update().where(RUNS.c.id == run).values(note=because))


def _plan(subscription: Subscription, arrived: Arrived) -> _Planned:
    try:
        plan = subscription.plan(arrived.body)
    except KeyMissing as error:
        return _Planned(subscription, None, bounded(str(error), 1_000))
    return _Planned(subscription, plan._replace(key=bounded(plan.key)))


def _repeated(connection: Connection, arrived: Arrived) -> Taken:
    """What became of an event when it came first."""
    known = (EVENTS.c.source == arrived.source, EVENTS.c.event_id == bounded(arrived.id))
    connection.execute(EVENTS.update().where(*known).values(repeats=EVENTS.c.repeats + 1))
    seq = int(connection.execute(sa.select(EVENTS.c.seq).where(*known)).scalar_one())
    runs = connection.execute(
        sa.select(RUNS.c.id).where(RUNS.c.event == seq, RUNS.c.generation == 0).order_by(RUNS.c.id)
    ).scalars()
    return Taken(seq, tuple(int(one) for one in runs), repeated=True)
