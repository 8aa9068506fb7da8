"""Replay: events that were kept go once more to one workflow, in their order, as if they came now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.exceptions.audit import record
from govkit.sync.inbox.events import Wanted
from govkit.sync.inbox.keeping import bounded, json_text
from govkit.sync.inbox.subscribing import KeyMissing, Plan, Subscription, Subscriptions
from govkit.sync.lanes import Lanes, lane_name
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.store.database import Database
from govkit.sync.store.states import OPEN, RunState
from govkit.sync.store.tables import EVENTS, RUNS
from govkit.sync.store.texts import as_value

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Replayed:
    """What becomes of an event: its run, which a dry run has none of, or why there is none."""

    seq: int
    event_id: str
    type: str
    key: str = ""
    generation: int = 0
    run: int | None = None
    refused: str = ""


class Replay:
    """Replays events to workflows. Nothing is changed by a dry run."""

    def __init__(
        self,
        database: Database,
        subscriptions: Subscriptions,
        now: Callable[[], float],
        *,
        actor: str,
        dry_run: bool = False,
        keep: Callable[[Connection, Subscription], None] = lambda _connection, _subscription: None,
    ) -> None:
        """`keep` keeps what the runs of a subscription run, in the transaction that enters one."""
        self._database = database
        self._subscriptions = subscriptions
        self._now = now
        self._actor = actor
        self._dry_run = dry_run
        self._keep = keep
        self._lanes = Lanes(database)

    def replay(self, workflow: str, wanted: Wanted) -> list[Replayed]:
        """A run more, of the next generation, for each event that is wanted and starts the workflow.

        An event whose last run is not through is left alone, and so is the echo of a write of our own. What was written
        for an event before is not written again: keys of effects are of the event and the step, not of the run.
        """
        with self._database.reading() as connection:
            asked = sa.select(EVENTS.c.seq, EVENTS.c.type).where(*wanted.conditions).order_by(EVENTS.c.seq)
            found = connection.execute(asked).all()
        named = set(wanted.seqs)
        missing = [Replayed(one, "", "", refused="there is no such event") for one in wanted.seqs]
        seqs = [one.seq for one in found if one.seq in named or self._of(workflow, one.type) is not None]
        known = {one.seq for one in found}
        entered = [one for part in _parts(seqs) for one in self._part(workflow, part)]
        return entered + [one for one in missing if one.seq not in known]

    def _part(self, workflow: str, seqs: Sequence[int]) -> list[Replayed]:
        """Some of them, in one transaction that holds their lanes before it gives any run its place."""
        with self._database.begin() as connection:
            # begins the writing on SQLite, and keeps whoever sweeps from taking an event away meanwhile
            self._database.lock(connection, ["replay"])
            asked = sa.select(EVENTS).where(EVENTS.c.seq.in_(seqs)).order_by(EVENTS.c.seq).with_for_update(read=True)
            planned = [self._planned(workflow, row) for row in connection.execute(asked).all()]
            keys = {one.key for one, _, _ in planned if not one.refused}
            self._database.lock(connection, [lane_name(workflow, key) for key in keys])
            return [self._entered(connection, workflow, *one) for one in planned]

    def _planned(self, workflow: str, row: Row[Any]) -> tuple[Replayed, Subscription | None, Plan | None]:
        found = Replayed(row.seq, row.event_id, row.type)
        subscription = self._of(workflow, row.type)
        if subscription is None:
            return replace(found, refused=f"events of type {row.type} do not start it"), None, None
        try:
            plan = subscription.plan(as_value(row.body))
        except KeyMissing as error:
            return replace(found, refused=f"it has no key: {error}"), None, None
        return replace(found, key=bounded(plan.key)), subscription, plan

    def _entered(
        self,
        connection: Connection,
        workflow: str,
        found: Replayed,
        subscription: Subscription | None,
        plan: Plan | None,
    ) -> Replayed:
        if subscription is None or plan is None:
            return found
        mine = (RUNS.c.event == found.seq, RUNS.c.workflow == workflow)
        last = connection.execute(
            sa.select(RUNS.c.id, RUNS.c.generation, RUNS.c.state)
            .where(*mine)
            .order_by(RUNS.c.generation.desc())
            .limit(1)
        ).first()
        if last is not None and last.state in OPEN:
            return replace(found, refused=f"run {last.id} of it is not through: it is {last.state}")
        if last is not None and last.state == RunState.ECHO:
            return replace(found, refused="it tells of a write of our own")
        found = replace(found, generation=last.generation + 1 if last is not None else 0)
        if self._dry_run:
            return found
        now = self._now()
        self._keep(connection, subscription)
        run = self._lanes.enter(
            connection,
            event=found.seq,
            workflow=workflow,
            key=found.key,
            pin=subscription.pin,
            context=json_text(plan.context),
            now=now,
            generation=found.generation,
            expect_by=None if plan.expect_within is None else now + plan.expect_within,
        )
        record(
            connection, at=now, actor=self._actor, action="replay", run=run, event=found.seq,
            generation=found.generation,
        )  # fmt: skip
        return replace(found, run=run)

    def _of(self, workflow: str, kind: str) -> Subscription | None:
        return next((one for one in self._subscriptions.for_event(kind) if one.workflow == workflow), None)


def keeping(pin: Pin, now: Callable[[], float]) -> Callable[[Connection, Subscription], None]:
    """What keeps how a workflow is now, with the runs that run it."""
    pins = Pins()

    def keep(connection: Connection, _: Subscription) -> None:
        pins.keep(connection, pin, now())

    return keep


def _parts(seqs: Sequence[int]) -> Iterator[Sequence[int]]:
    return (seqs[start : start + _AT_ONCE] for start in range(0, len(seqs), _AT_ONCE))
