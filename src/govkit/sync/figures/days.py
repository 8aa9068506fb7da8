"""How workflows went day by day, for charts: what went through, how long that took, what failed; and what waits now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions.listing import Narrowed, amounts_of, listed
from govkit.sync.figures.period import Span
from govkit.sync.store.states import OPEN, RunState
from govkit.sync.store.tables import EXCEPTIONS, RUNS

DAY = 86_400.0


@dataclass(slots=True)
class Days:
    """A workflow day by day, the oldest first, and what waits of it now: runs, exceptions, and what these are about.

    `done` are runs, `took` is how many seconds they took in the mean (None where there were none), `failed` are
    exceptions that were raised.
    """

    done: Sequence[int] = ()
    took: Sequence[float | None] = ()
    failed: Sequence[int] = ()
    open: int = 0
    exceptions: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


def days_of(connection: Connection, *, now: float, days: int = 14) -> dict[str, Days]:
    """Every workflow that something is known of, by name; the last day ends now."""
    spans = [Span(now - (days - number) * DAY, now - (days - number - 1) * DAY) for number in range(days)]
    found: dict[str, Days] = defaultdict(lambda: Days([0] * days, [None] * days, [0] * days))
    run, raised = RUNS.c, EXCEPTIONS.c
    ended = [sa.and_(run.state == RunState.DONE, one.holds(run.finished_at)) for one in spans]
    took = sa.func.avg(run.finished_at - run.created_at)
    asked = (
        sa.select(
            run.workflow,
            *(sa.func.count().filter(one) for one in ended),
            *(took.filter(one) for one in ended),
        )
        .where(run.finished_at >= spans[0].since, run.finished_at < now)
        .group_by(run.workflow)
    )
    for name, *values in connection.execute(asked):
        found[name].done = [int(one) for one in values[:days]]
        found[name].took = [None if one is None else float(one) for one in values[days:]]
    asked = (
        sa.select(raised.workflow, *(sa.func.count().filter(one.holds(raised.raised_at)) for one in spans))
        .where(raised.raised_at >= spans[0].since)
        .group_by(raised.workflow)
    )
    for name, *counts in connection.execute(asked):
        found[name].failed = [int(one) for one in counts]
    waiting = sa.select(run.workflow, sa.func.count()).where(run.state.in_(OPEN)).group_by(run.workflow)
    for name, count in connection.execute(waiting):
        found[name].open = int(count)
    by_workflow = defaultdict(list)
    for one in listed(connection, Narrowed()):
        by_workflow[one.workflow].append(one)
    for name, several in by_workflow.items():
        found[name].exceptions, found[name].amounts = len(several), amounts_of(several)
    return dict(sorted(found.items()))
