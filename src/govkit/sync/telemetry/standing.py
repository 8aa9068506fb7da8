"""Where everything stands: runs, lanes that are held, what people must do. Metrics are made of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.alerts.listing import Deaf, deaf
from govkit.sync.bulk.listing import Load, last_loads
from govkit.sync.exceptions.escalating import Escalated, climbed
from govkit.sync.exceptions.listing import Group, Narrowed, grouped, listed
from govkit.sync.store.states import OPEN, ExceptionState, RunState
from govkit.sync.store.tables import CURSORS, EFFECTS, EXCEPTIONS, REFUSED, RUNS, WORKERS
from govkit.sync.store.texts import as_value
from govkit.sync.telemetry.outstanding import ALIVE, Outstanding, of_late, of_unknown, outstanding


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
    outstanding: Outstanding
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
    def todo(self) -> tuple[str, ...]:
        """What people must do something about; nothing is well while there is any."""
        return self.outstanding.todo


def standing(connection: Connection, *, now: float) -> Standing:
    """How it stands now."""
    retrying = sa.select(sa.func.count()).where(EXCEPTIONS.c.state == ExceptionState.RETRYING)
    return Standing(
        at=now,
        runs=_runs(connection),
        oldest=oldest_waiting(connection, now),
        held=tuple(_held(connection)),
        late=tuple(late_runs(connection, now=now)),
        outstanding=outstanding(connection, now=now),
        groups=tuple(grouped(listed(connection, Narrowed()))),
        retrying=connection.execute(retrying).scalar_one(),
        polls=tuple(polls(connection)),
        workers=tuple(workers(connection, now)),
        unknown=tuple(unknown_writes(connection)),
        refused=tuple(_refused(connection)),
        deaf=tuple(deaf(connection)),
        escalated=tuple(climbed(connection)),
        loads=tuple(one for one in last_loads(connection, now) if one.is_stuck or one.is_read or one.open),
    )


def late_runs(connection: Connection, *, now: float, untold: bool = False, most: int | None = None) -> Iterator[Late]:
    """The runs that are late, or the first of them, the latest last; only those nobody was told of where `untold`."""
    asked = of_late(sa.select(RUNS), now).order_by(RUNS.c.expect_by, RUNS.c.id).limit(most)
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


def polls(connection: Connection) -> Iterator[Poll]:
    """All polls, by name."""
    for row in connection.execute(sa.select(CURSORS).order_by(CURSORS.c.poll)):
        yield Poll(name=row.poll, asked_at=row.asked_at, due=row.due, failed=row.failed)


def workers(connection: Connection, now: float) -> Iterator[Worker]:
    """All workers, by name."""
    for row in connection.execute(sa.select(WORKERS).order_by(WORKERS.c.executor)):
        yield Worker(
            executor=row.executor,
            started_at=row.started_at,
            beat_at=row.beat_at,
            is_alive=now - row.beat_at <= ALIVE,
        )


def unknown_writes(connection: Connection, most: int | None = None) -> Iterator[Unknown]:
    """Writes that may have been made, or the first of them. What people let go with its run is not asked again."""
    asked = of_unknown(sa.select(EFFECTS)).order_by(EFFECTS.c.id).limit(most)
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
