"""The event of an exception once more: its run ends, and another of the same workflow begins, as that is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.exceptions.listing import Listed
from govkit.sync.inbox.keeping import bounded, json_text
from govkit.sync.inbox.subscribing import KeyMissing, Plan, Subscription, Subscriptions
from govkit.sync.lanes import Lanes
from govkit.sync.running.pins import Pins
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.states import OPEN, ExceptionState, RunState
from govkit.sync.store.tables import EVENTS, EXCEPTIONS, RUNS
from govkit.sync.store.texts import as_value

Keep: TypeAlias = Callable[[Connection, Subscription], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a replay does, or why there is none."""

    does: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Again:
    """Replays for one person. The caller holds the lane of each exception that it hands in."""

    lanes: Lanes
    subscriptions: Subscriptions
    keep: Keep
    actor: str
    now: Callable[[], float]

    def planned(self, connection: Connection, one: Listed) -> Planned:
        """What would happen.

        A run keeps its place before the later ones of its key: so where some wait behind it, it does not begin anew
        at the end, and where the event has another key by now, it is not this lane that it would wait in.
        """
        event = connection.execute(sa.select(EVENTS).where(EVENTS.c.seq == one.event)).first()
        if event is None:
            return Planned(refused=f"its event {one.event} is not kept any more")
        subscription = self._of(one, event)
        if subscription is None:
            return Planned(refused=f"events of type {event.type} do not start {one.workflow} any more")
        try:
            plan = subscription.plan(as_value(event.body))
        except KeyMissing as error:
            return Planned(refused=f"its event has no key: {error}")
        if bounded(plan.key) != one.key:
            hint = f"dismiss it, and `govkit sync replay {one.workflow} {one.event}`"
            return Planned(refused=f"its event is about {bounded(plan.key)} by now, and not about {one.key}: {hint}")
        last = self._last(connection, one)
        if last.id != one.run and last.state in OPEN:
            return Planned(refused=f"run {last.id} of its event is not through: it is {last.state}")
        own = connection.execute(sa.select(RUNS.c.state).where(RUNS.c.id == one.run)).scalar_one()
        behind = self._behind(connection, one)
        if own in OPEN and behind:
            return Planned(refused=f"{behind} later of {one.key} wait behind it, and would go first: retry it")
        ends = f"run {one.run} ends, and " if own in OPEN else ""
        return Planned(f"{ends}event {one.event} starts {one.workflow} once more")

    def enter(self, connection: Connection, one: Listed) -> tuple[int, int]:
        """Ends the run where it waits for people, and begins the next; its number and its generation."""
        event = connection.execute(sa.select(EVENTS).where(EVENTS.c.seq == one.event)).one()
        subscription = self._of(one, event)
        assert subscription is not None, "else it was refused"
        plan: Plan = subscription.plan(as_value(event.body))
        generation = self._last(connection, one).generation + 1
        now = self.now()
        note = f"replayed by {self.actor}"
        self.lanes.leave(connection, one.run, RunState.DISMISSED, now=now, note=note)
        self.keep(connection, subscription)
        run = self.lanes.enter(
            connection,
            event=one.event,
            workflow=one.workflow,
            key=one.key,
            pin=subscription.pin,
            context=json_text(plan.context),
            now=now,
            generation=generation,
            expect_by=None if plan.expect_within is None else now + plan.expect_within,
        )
        connection.execute(
            EXCEPTIONS.update()
            .where(EXCEPTIONS.c.run == one.run, EXCEPTIONS.c.state == ExceptionState.OPEN)
            .values(state=ExceptionState.RETRYING)
        )
        return run, generation

    def _of(self, one: Listed, event: Row[Any]) -> Subscription | None:
        found = self.subscriptions.for_event(event.type)
        return next((each for each in found if each.workflow == one.workflow), None)

    @staticmethod
    def _last(connection: Connection, one: Listed) -> Row[Any]:
        """The last run of the event of an exception in its workflow."""
        asked = (
            sa.select(RUNS)
            .where(RUNS.c.event == one.event, RUNS.c.workflow == one.workflow)
            .order_by(RUNS.c.generation.desc())
            .limit(1)
        )
        return connection.execute(asked).one()

    @staticmethod
    def _behind(connection: Connection, one: Listed) -> int:
        asked = sa.select(sa.func.count()).where(
            RUNS.c.workflow == one.workflow, RUNS.c.key == one.key, RUNS.c.id > one.run, RUNS.c.state.in_(OPEN)
        )
        return int(connection.execute(asked).scalar_one())


def keeping(subscriptions: EstateSubscriptions, now: Callable[[], float]) -> Keep:
    """What keeps how workflows are now, with the runs that run them."""
    pins = Pins()

    def keep(connection: Connection, one: Subscription) -> None:
        found = subscriptions.of(one.workflow)
        assert found is not None, "it is one of these"
        pins.keep(connection, found.made, now())

    return keep
