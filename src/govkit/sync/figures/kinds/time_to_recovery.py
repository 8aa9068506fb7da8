"""How long it took until what failed was through."""

from __future__ import annotations

import sqlalchemy as sa

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene, spread_by
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EXCEPTIONS, RUNS


def measure(scene: Scene, span: Span) -> list[Measured]:
    """Median and p95 of each workflow of which something recovered."""
    failed = (
        sa.select(EXCEPTIONS.c.event, EXCEPTIONS.c.workflow, sa.func.min(EXCEPTIONS.c.raised_at).label("at"))
        .group_by(EXCEPTIONS.c.event, EXCEPTIONS.c.workflow)
        .subquery()
    )
    through = sa.func.min(RUNS.c.finished_at)
    asked = (
        sa.select(failed.c.workflow, through - failed.c.at)
        .join(RUNS, sa.and_(RUNS.c.event == failed.c.event, RUNS.c.workflow == failed.c.workflow))
        .where(RUNS.c.state == RunState.DONE, RUNS.c.finished_at >= failed.c.at)
        .group_by(failed.c.event, failed.c.workflow, failed.c.at)
        .having(span.holds(through))
    )
    return spread_by((workflow, float(seconds)) for workflow, seconds in scene.connection.execute(asked))


FIGURE = Figure(
    id="time-to-recovery",
    title="Time to recovery",
    counts="Events whose run failed so that people were asked, and that are through, be it by a replay.",
    events="The first exception of an event in a workflow, and the first end of a run of it behind that, which counts.",
    words=(
        "From the first failure to the moment at which the event is through: the median, and the time within which 95 "
        "of 100 were. What a retry mended by itself never became an exception and is not in it."
    ),
    formula="median, p95 of (first run done - first exception raised)",
    unit=Unit.SECONDS,
    better="lower",
    no_data="nothing of it that had failed came through in this period",
    measure=measure,
    examples=(
        Example(
            """
            runs:
              - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: invoices, state: dismissed, created: 2026-02-01T10:00, finished: 2026-02-28T10:05}
              - {workflow: invoices, event: 2, generation: 1, state: done, created: 2026-03-03T10:00,
                 finished: 2026-03-03T10:00}
              - {workflow: invoices, state: parked, created: 2026-03-05T10:00}
              - {workflow: invoices, state: done, created: 2026-03-06T10:00, finished: 2026-03-06T10:01}
            exceptions:
              - {run: 1, state: superseded, raised: 2026-03-01T10:00, closed: 2026-03-01T11:00}
              - {run: 1, state: resolved, raised: 2026-03-01T11:00, closed: 2026-03-01T12:00, try: 2}
              - {run: 2, state: dismissed, raised: 2026-03-03T06:00, closed: 2026-03-03T08:00}
              - {run: 4, state: open, raised: 2026-03-05T10:00}
            """,
            gives=(("invoices", "median", 3 * 3600, 2), ("invoices", "p95", 4 * 3600, 2)),
            because="One was through two hours after its first failure, one by a replay after four; one waits.",
        ),
    ),
)
