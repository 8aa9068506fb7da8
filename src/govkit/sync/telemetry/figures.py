"""Figures that the database knows, as families of metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from sqlalchemy.engine import Connection

from govkit.sync.store.states import OPEN, EffectState, ExceptionState, RunState
from govkit.sync.store.tables import CURSORS, EFFECTS, EVENTS, EXCEPTIONS, MESSAGES, REFUSED, RUNS, WORKERS
from govkit.sync.telemetry.outstanding import ALIVE
from govkit.sync.telemetry.standing import oldest_waiting
from govkit.sync.telemetry.tallies import Labels, Seen, Tallies

_GAUGE: Final = GaugeMetricFamily
_COUNTER: Final = CounterMetricFamily


def families(connection: Connection, *, now: float, tallies: Tallies | None = None) -> Iterator[Metric]:
    """All of them, as they are now; `tallies` know what was counted before."""
    known = tallies if tallies is not None else Tallies()
    yield from _events(connection, now, known)
    yield from _runs(connection, now, known)
    yield from _exceptions(connection)
    yield from _effects(connection, now, known)
    yield _alerts(connection)
    yield from _workings(connection, now)


def _events(connection: Connection, now: float, tallies: Tallies) -> Iterator[Metric]:
    known = EVENTS.c
    received = tallies.events.look(connection, now)
    yield _family(
        _COUNTER("govkit_sync_events_received", "Events that were taken, each once.", labels=("source", "channel")),
        {labels: float(seen.count) for labels, seen in received.items()},
    )
    again = sa.select(known.source, sa.func.sum(known.repeats)).where(known.repeats > sa.literal_column("0"))
    repeated = _counted(connection, again, known.source)
    yield _family(
        _COUNTER("govkit_sync_events_repeated", "How often events came again.", labels=("source",)),
        {(source,): repeated.get((source,), 0.0) for source in sorted({source for source, _ in received})},
    )
    refused = REFUSED.c
    yield _family(
        _COUNTER("govkit_sync_events_refused", "Deliveries that were not taken, by why.", labels=("source", "reason")),
        _counted(
            connection,
            sa.select(refused.system, refused.reason, sa.func.sum(refused.count)),
            refused.system,
            refused.reason,
        ),
    )


def _runs(connection: Connection, now: float, tallies: Tallies) -> Iterator[Metric]:
    known = RUNS.c
    is_open = known.state.in_(OPEN)
    standing = sa.select(known.workflow, known.state, known.generation, sa.func.count()).where(is_open)
    runs: Counter[Labels] = Counter()
    replays: Counter[Labels] = Counter()
    finished = tallies.finished.look(connection, now)
    counts = {labels: float(seen.count) for labels, seen in finished.items()}
    counts |= _counted(connection, standing, known.workflow, known.state, known.generation)
    for (workflow, state, generation), count in counts.items():
        runs[workflow, state] += int(count)
        replays[workflow,] += int(count) if generation != "0" else 0
    yield _family(
        _GAUGE("govkit_sync_runs", "Runs by where they stand.", labels=("workflow", "state")),
        {labels: float(count) for labels, count in sorted(runs.items())},
    )
    yield _family(
        _COUNTER("govkit_sync_replays", "Runs of events that had run before.", labels=("workflow",)),
        {labels: float(count) for labels, count in sorted(replays.items()) if count},
    )
    yield _family(
        _GAUGE(
            "govkit_sync_oldest_waiting_seconds",
            "How long the oldest run waits that is not held up by people.",
            labels=("workflow",),
        ),
        {(name,): max(0.0, now - since) for name, since in oldest_waiting(connection, now).items()},
    )
    opened = sa.select(known.workflow, sa.func.min(known.created_at)).where(known.state.in_(OPEN))
    yield _family(
        _GAUGE("govkit_sync_lane_lag_seconds", "The age of the oldest run that is not through.", labels=("workflow",)),
        {labels: max(0.0, now - since) for labels, since in _counted(connection, opened, known.workflow).items()},
    )
    late = sa.select(known.workflow, sa.func.count()).where(known.state.in_(OPEN), known.expect_by < now)
    yield _family(
        _GAUGE("govkit_sync_runs_late", "Runs that should be through, and are not.", labels=("workflow",)),
        _counted(connection, late, known.workflow),
    )
    yield _outcomes(finished)


def _outcomes(finished: Mapping[Labels, Seen]) -> Metric:
    """How long it took from the reception of an event, which is when its first runs are made, to its outcome."""
    family = SummaryMetricFamily(
        "govkit_sync_outcome_seconds",
        "From the reception of an event to the outcome of its first run.",
        labels=("workflow",),
    )
    for (workflow, state, generation), seen in finished.items():
        if (state, generation) == (RunState.DONE, "0"):
            family.add_metric([workflow], count_value=seen.count, sum_value=seen.seconds)
    return family


def _exceptions(connection: Connection) -> Iterator[Metric]:
    known = EXCEPTIONS.c
    waiting = known.state == ExceptionState.OPEN
    yield _family(
        _GAUGE("govkit_sync_exceptions_open", "Exceptions that wait for people.", labels=("workflow", "kind")),
        _counted(
            connection,
            sa.select(known.workflow, known.kind, sa.func.count()).where(waiting),
            known.workflow,
            known.kind,
        ),
    )
    amounts: dict[Labels, Decimal] = {}
    asked = sa.select(known.currency, known.amount).where(waiting, known.amount.is_not(None))
    for currency, amount in connection.execute(asked):
        labels = (currency or "",)
        amounts[labels] = amounts.get(labels, Decimal(0)) + Decimal(amount)
    yield _family(
        _GAUGE("govkit_sync_exceptions_amount", "What open exceptions are about.", labels=("currency",)),
        {labels: float(amount) for labels, amount in sorted(amounts.items())},
    )
    closed = (
        sa.select(known.workflow, known.state, sa.func.count(), sa.func.sum(known.closed_at - known.raised_at))
        .where(known.closed_at.is_not(None))
        .group_by(known.workflow, known.state)
        .order_by(known.workflow, known.state)
    )
    family = SummaryMetricFamily(
        "govkit_sync_exception_closed_seconds",
        "From the raising of an exception to its end.",
        labels=("workflow", "state"),
    )
    for workflow, state, count, seconds in connection.execute(closed):
        family.add_metric([workflow, state], count_value=int(count), sum_value=float(seconds))
    yield family


def _effects(connection: Connection, now: float, tallies: Tallies) -> Iterator[Metric]:
    """Those that are not known to be committed are asked for by their state; all others are."""
    known = EFFECTS.c
    others = [state for state in EffectState if state is not EffectState.COMMITTED]
    asked = sa.select(known.system, known.state, sa.func.count()).where(known.state.in_(others))
    counts = _counted(connection, asked, known.system, known.state)
    for (system,), seen in tallies.effects.look(connection, now).items():
        committed = seen.count - sum(count for labels, count in counts.items() if labels[0] == system)
        if committed:
            counts[system, str(EffectState.COMMITTED)] = committed
    yield _family(
        _GAUGE("govkit_sync_effects", "Writes by what is known of them.", labels=("system", "state")),
        dict(sorted(counts.items())),
    )


def _alerts(connection: Connection) -> Metric:
    known = MESSAGES.c
    asked = sa.select(known.sink, known.state, sa.func.count())
    return _family(
        _GAUGE("govkit_sync_alerts", "Messages to those who hear alerts, by how they stand.", labels=("sink", "state")),
        _counted(connection, asked, known.sink, known.state),
    )


def _workings(connection: Connection, now: float) -> Iterator[Metric]:
    alive = sa.select(sa.func.count()).where(WORKERS.c.beat_at >= now - ALIVE)
    yield _family(
        _GAUGE("govkit_sync_workers", "Workers that were heard of lately.", labels=()),
        {(): connection.execute(alive).scalar_one()},
    )
    polls = connection.execute(sa.select(CURSORS.c.poll, CURSORS.c.failed, CURSORS.c.asked_at).order_by(CURSORS.c.poll))
    failed = _GAUGE("govkit_sync_poll_failed", "Whether the last try of a poll failed.", labels=("poll",))
    since = _GAUGE("govkit_sync_poll_age_seconds", "Since when a poll has not asked.", labels=("poll",))
    for poll, because, asked_at in polls:
        failed.add_metric([poll], float(because is not None))
        if asked_at is not None:
            since.add_metric([poll], max(0.0, now - asked_at))
    yield failed
    yield since


def _counted(connection: Connection, asked: sa.Select[Any], *by: sa.ColumnElement[Any]) -> dict[Labels, float]:
    """A number for each group: the last of what is asked for, by the rest."""
    rows = connection.execute(asked.group_by(*by).order_by(*by))
    return {tuple(str(label) for label in row[:-1]): float(row[-1] or 0) for row in rows}


def _family(family: GaugeMetricFamily | CounterMetricFamily, values: Mapping[Labels, float]) -> Metric:
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family
