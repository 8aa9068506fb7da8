"""How workflows went day by day, for charts: what went through, how long that took, what failed; and what waits now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.exceptions.sums import sums
from govkit.sync.store.states import OPEN, RunState
from govkit.sync.store.tables import EXCEPTIONS, RUNS

DAY = 86_400.0


@dataclass(slots=True)
class Days:
    """A workflow day by day, the oldest first, and what waits of it now: runs, exceptions, and what these are about.

    `done` are runs, `took` is how many seconds they took in the mean (None where there were none), `failed` are
    exceptions that were raised.
    """

    done: list[int]
    took: list[float | None]
    failed: list[int]
    open: int = 0
    exceptions: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


def days_of(connection: Connection, *, now: float, days: int = 14) -> dict[str, Days]:
    """Every workflow that something is known of, by name; the last day ends now."""
    since = now - days * DAY
    found: dict[str, Days] = defaultdict(lambda: Days([0] * days, [None] * days, [0] * days))
    run, raised = RUNS.c, EXCEPTIONS.c

    def day(moment: sa.Column[float]) -> sa.Case[int]:
        later = [(moment < since + (number + 1) * DAY, number) for number in range(days - 1)]
        return sa.case(*later, else_=days - 1)

    ended = day(run.finished_at)
    asked = (
        sa.select(run.workflow, ended, sa.func.count(), sa.func.avg(run.finished_at - run.created_at))
        .where(run.finished_at >= since, run.finished_at < now, run.state == RunState.DONE)
        .group_by(run.workflow, ended)
    )
    for name, number, count, took in connection.execute(asked):
        found[name].done[number], found[name].took[number] = int(count), float(took)
    began = day(raised.raised_at)
    failures = (
        sa.select(raised.workflow, began, sa.func.count())
        .where(raised.raised_at >= since, raised.raised_at < now)
        .group_by(raised.workflow, began)
    )
    for name, number, count in connection.execute(failures):
        found[name].failed[number] = int(count)
    waiting = sa.select(run.workflow, sa.func.count()).where(run.state.in_(OPEN)).group_by(run.workflow)
    for name, count in connection.execute(waiting):
        found[name].open = int(count)
    for one in sums(connection, Narrowed(), "workflow"):
        found[one.cause].exceptions, found[one.cause].amounts = one.count, one.amounts
    return dict(sorted(found.items()))
