"""Where everything stands: runs, lanes that are held, what people must do. Metrics are made of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.alerts.listing import Deaf, deaf
from govkit.sync.bulk.listing import Load, last_loads
from govkit.sync.exceptions.escalating import Escalated, climbed
from govkit.sync.exceptions.listing import Group, Narrowed, grouped, listed
from govkit.sync.store.states import OPEN, EffectState, ExceptionState, RunState
from govkit.sync.store.tables import CURSORS, EFFECTS, EXCEPTIONS, REFUSED, RUNS, WORKERS
from govkit.sync.store.texts import as_value

ALIVE: Final = 30.0
"""Seconds after which a worker that has not been heard of counts as gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lane that a run holds which cannot go on by now, while others wait behind it."""

    workflow: str
    key: str
    run: int
    state: RunState
    step: str | None
    note: str | None
    since: float
    behind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A run that is not through, although it should be."""

    run: int
    workflow: str
    key: str
    event: int
    state: RunState
    expect_by: float
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A poll: when it asked last, when it asks next, and why the last one failed, where it did."""

    name: str
    asked_at: float | None
    due: float
    failed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker, and whether it was heard of lately."""

    executor: str
    started_at: float
    beat_at: float
    is_alive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A write of which nobody knows whether it was made."""

    key: str
    run: int
    workflow: str
    step: str
    system: str
    operation: str
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Deliveries that were not taken: whose, why, how many, and what was wrong with the last."""

    system: str
    reason: str
    count: int
    last_at: float
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where everything stands at a moment. `oldest` is, for each workflow, since when something waits to be run."""

    at: float
    runs: Mapping[tuple[str, RunState], int]
    oldest: Mapping[str, float]
    held: tuple[Held, ...]
    late: tuple[Late, ...]
    groups: tuple[Group, ...]
    retrying: int
    polls: tuple[Poll, ...]
    workers: tuple[Worker, ...]
    unknown: tuple[Unknown, ...]
    refused: tuple[Refusal, ...] = ()
    deaf: tuple[Deaf, ...] = ()
    escalated: tuple[Escalated, ...] = ()
    loads: tuple[Load, ...] = ()

    @property
    def open_exceptions(self) -> int:
        """How many exceptions wait for people."""
        return sum(len(group.members) for group in self.groups)

    @property
    def todo(self) -> tuple[str, ...]:
        """What people must do something about; nothing is well while there is any."""
        return tuple(self._todo())

    def _todo(self) -> Iterator[str]:
        if self.open_exceptions:
            yield _count(self.open_exceptions, "exception is open", "exceptions are open")
        parked = sum(count for (_, state), count in self.runs.items() if state is RunState.PARKED)
        told = {one.run for group in self.groups for one in group.members}
        if parked > len(told):
            yield _count(parked - len(told), "run is parked without", "runs are parked without") + " an open exception"
        if self.unknown:
            yield _count(len(self.unknown), "write may have been made or not", "writes may have been made or not")
        if self.late:
            yield _count(len(self.late), "run is late", "runs are late")
        failed = sum(1 for poll in self.polls if poll.failed)
        if failed:
            yield _count(failed, "poll failed", "polls failed")
        untold = sum(one.dead + one.waiting for one in self.deaf)
        if untold:
            yield _count(untold, "alert does not get through", "alerts do not get through")
        broken = sum(1 for one in self.loads if one.is_broken)
        if broken:
            yield _count(broken, "load broke off", "loads broke off")
        ready = sum(count for (_, state), count in self.runs.items() if state is RunState.READY)
        if ready and not any(worker.is_alive for worker in self.workers):
            yield _count(ready, "run is ready, and no worker is there", "runs are ready, and no worker is there")


def standing(connection: Connection, *, now: float) -> Standing:
    """How it stands now."""
    retrying = sa.select(sa.func.count()).where(EXCEPTIONS.c.state == ExceptionState.RETRYING)
    return Standing(
        at=now,
        runs=_runs(connection),
        oldest=oldest_waiting(connection, now),
        held=tuple(_held(connection)),
        late=tuple(late_runs(connection, now=now)),
        groups=tuple(grouped(listed(connection, Narrowed()))),
        retrying=connection.execute(retrying).scalar_one(),
        polls=tuple(_polls(connection)),
        workers=tuple(_workers(connection, now)),
        unknown=tuple(_unknown(connection)),
        refused=tuple(_refused(connection)),
        deaf=tuple(deaf(connection)),
        escalated=tuple(climbed(connection)),
        loads=tuple(one for one in last_loads(connection, now) if one.is_stuck or one.is_read or one.open),
    )


def late_runs(connection: Connection, *, now: float, untold: bool = False) -> Iterator[Late]:
    """The runs that are late, the latest last; only those of which nobody was told where `untold`."""
    asked = sa.select(RUNS).where(RUNS.c.state.in_(OPEN), RUNS.c.expect_by < now).order_by(RUNS.c.expect_by, RUNS.c.id)
    if untold:
        asked = asked.where(RUNS.c.late_told.is_(False))
    for row in connection.execute(asked):
        yield Late(
            run=row.id,
            workflow=row.workflow,
            key=row.key,
            event=row.event,
            state=RunState(row.state),
            expect_by=row.expect_by,
            context=as_value(row.context),
        )


def _runs(connection: Connection) -> dict[tuple[str, RunState], int]:
    asked = sa.select(RUNS.c.workflow, RUNS.c.state, sa.func.count()).group_by(RUNS.c.workflow, RUNS.c.state)
    found = {(workflow, RunState(state)): int(count) for workflow, state, count in connection.execute(asked)}
    return dict(sorted(found.items()))


def oldest_waiting(connection: Connection, now: float) -> dict[str, float]:
    """Since when the first of those runs waits that could go on: nobody else holds them up but their lane."""
    could = sa.or_(
        RUNS.c.state == RunState.QUEUED,
        sa.and_(RUNS.c.state.in_((RunState.READY, RunState.WAITING)), RUNS.c.due <= now),
    )
    asked = (
        sa.select(RUNS.c.workflow, sa.func.min(RUNS.c.created_at))
        .where(could)
        .group_by(RUNS.c.workflow)
        .order_by(RUNS.c.workflow)
    )
    return {workflow: float(since) for workflow, since in connection.execute(asked)}


def _held(connection: Connection) -> Iterator[Held]:
    behind = RUNS.alias("behind")
    count = (
        sa.select(sa.func.count())
        .where(
            behind.c.workflow == RUNS.c.workflow,
            behind.c.key == RUNS.c.key,
            behind.c.id > RUNS.c.id,
            behind.c.state.in_(OPEN),
        )
        .scalar_subquery()
    )
    asked = (
        sa.select(RUNS, count.label("waiting_behind"))
        .where(RUNS.c.state.in_((RunState.PARKED, RunState.WAITING)))
        .order_by(RUNS.c.id)
    )
    for row in connection.execute(asked):
        if row.waiting_behind:
            yield Held(
                workflow=row.workflow,
                key=row.key,
                run=row.id,
                state=RunState(row.state),
                step=row.step,
                note=row.note,
                since=row.created_at,
                behind=row.waiting_behind,
            )


def _polls(connection: Connection) -> Iterator[Poll]:
    for row in connection.execute(sa.select(CURSORS).order_by(CURSORS.c.poll)):
        yield Poll(name=row.poll, asked_at=row.asked_at, due=row.due, failed=row.failed)


def _workers(connection: Connection, now: float) -> Iterator[Worker]:
    for row in connection.execute(sa.select(WORKERS).order_by(WORKERS.c.executor)):
        yield Worker(
            executor=row.executor,
            started_at=row.started_at,
            beat_at=row.beat_at,
            is_alive=now - row.beat_at <= ALIVE,
        )


def _unknown(connection: Connection) -> Iterator[Unknown]:
    """Writes that may have been made. What people let go with its run is not asked of them again."""
    asked = (
        sa.select(EFFECTS)
        .join(RUNS, RUNS.c.id == EFFECTS.c.run)
        .where(EFFECTS.c.state == EffectState.UNKNOWN, RUNS.c.state != RunState.DISMISSED)
        .order_by(EFFECTS.c.id)
    )
    for row in connection.execute(asked):
        yield Unknown(
            key=row.key,
            run=row.run,
            workflow=row.workflow,
            step=row.step,
            system=row.system,
            operation=row.operation,
            since=row.last_sent_at,
        )


def _refused(connection: Connection) -> Iterator[Refusal]:
    for row in connection.execute(sa.select(REFUSED).order_by(REFUSED.c.last_at.desc(), REFUSED.c.system)):
        yield Refusal(
            system=row.system, reason=row.reason, count=row._mapping["count"], last_at=row.last_at, detail=row.detail
        )


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
