"""What figures are computed from: a database, the measures of the estate, and runs counted in one look at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.entries import MeasureSpec
from govkit.sync.figures.figure import Measured, spread
from govkit.sync.figures.period import Span
from govkit.sync.store.states import OPEN, EffectState, ExceptionState, RunState
from govkit.sync.store.tables import EFFECTS, EXCEPTIONS, RUNS

BY_ITSELF = ("run", "govkit")
"""Actors of the audit that are no people."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Runs of a workflow in a period.

    `done`, `failed` and `dismissed` ended in it; `failed` are those through with a record that was not. `came` and
    `replays` began in it, `echoes` came in it. `open` are those that began before its end and are not through.
    """

    done: int = 0
    failed: int = 0
    dismissed: int = 0
    came: int = 0
    replays: int = 0
    echoes: int = 0
    open: int = 0


@dataclass
class Scene:
    """What figures look at. `measures` are those of the catalog, by name. What is counted once is kept."""

    connection: Connection
    measures: Mapping[str, MeasureSpec] = field(default_factory=dict)
    _counts: dict[Span, Mapping[str, Counts]] = field(default_factory=dict)

    def counts(self, span: Span) -> Mapping[str, Counts]:
        """The runs of each workflow that has some in a period."""
        if span not in self._counts:
            self._counts[span] = self._counted(span)
        return self._counts[span]

    def _counted(self, span: Span) -> dict[str, Counts]:
        run, count = RUNS.c, sa.func.count
        ended, began = span.holds(run.finished_at), span.holds(run.created_at)
        asked = (
            sa.select(
                run.workflow,
                count().filter(run.state == RunState.DONE, ended).label("done"),
                count().filter(run.state == RunState.DISMISSED, ended).label("dismissed"),
                count().filter(run.state != RunState.ECHO, began).label("came"),
                count().filter(run.generation > 0, began).label("replays"),
                count().filter(run.state == RunState.ECHO, began).label("echoes"),
                count().filter(run.state.in_(OPEN), run.created_at < span.until).label("open"),
            )
            .where(sa.or_(run.finished_at.is_(None), run.finished_at >= span.since), run.created_at < span.until)
            .group_by(run.workflow)
            .order_by(run.workflow)
        )
        failed = self._failed(span)
        return {
            row.workflow: Counts(
                row.done - failed.get(row.workflow, 0), failed.get(row.workflow, 0), row.dismissed, row.came,
                row.replays, row.echoes, row.open,
            )
            for row in self.connection.execute(asked)
        }  # fmt: skip

    def _failed(self, span: Span) -> dict[str, int]:
        """Runs that went to their end although a record of them is not well: open or dismissed, or nobody knows."""
        unwell = (ExceptionState.OPEN, ExceptionState.RETRYING, ExceptionState.DISMISSED)
        unknown = (EffectState.SENDING, EffectState.UNKNOWN)
        which = sa.union(
            sa.select(EXCEPTIONS.c.run).where(EXCEPTIONS.c.state.in_(unwell)),
            sa.select(EFFECTS.c.run).where(EFFECTS.c.state.in_(unknown)),
        )
        asked = (
            sa.select(RUNS.c.workflow, sa.func.count())
            .where(RUNS.c.id.in_(which), RUNS.c.state == RunState.DONE, span.holds(RUNS.c.finished_at))
            .group_by(RUNS.c.workflow)
        )
        return {workflow: int(number) for workflow, number in self.connection.execute(asked)}


def spread_by(rows: Iterable[tuple[str, float]]) -> list[Measured]:
    """Median and p95 of values, by what they are of."""
    found: dict[str, list[float]] = defaultdict(list)
    for subject, value in rows:
        found[subject].append(value)
    return [one for subject in sorted(found) for one in spread(subject, found[subject])]
