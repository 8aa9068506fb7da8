"""How long exceptions were there before they were closed."""

from __future__ import annotations

import sqlalchemy as sa

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene, spread_by
from govkit.sync.store.states import ExceptionState
from govkit.sync.store.tables import EXCEPTIONS


def measure(scene: Scene, span: Span) -> list[Measured]:
    """Median and p95 of each workflow of which exceptions were closed."""
    one, first, later = EXCEPTIONS, EXCEPTIONS.alias("first"), EXCEPTIONS.alias("later")
    raised = (
        sa.select(sa.func.min(first.c.raised_at))
        .where(first.c.run == one.c.run, first.c.step == one.c.step)
        .scalar_subquery()
    )
    again = sa.exists().where(later.c.run == one.c.run, later.c.id > one.c.id)
    asked = sa.select(one.c.workflow, one.c.closed_at - raised).where(
        span.holds(one.c.closed_at), sa.or_(one.c.state != ExceptionState.SUPERSEDED, ~again)
    )
    return spread_by((workflow, float(seconds)) for workflow, seconds in scene.connection.execute(asked))


FIGURE = Figure(
    id="time-to-resolve",
    title="Time to resolve",
    counts="Exceptions that were closed: resolved, dismissed, or made needless by a replay.",
    events="Exceptions by the moment at which they were closed.",
    words=(
        "From the raising of an exception to its end: the median, and the time within which 95 of 100 were closed. A "
        "failure that came again after a retry is one, from the first time on."
    ),
    formula="median, p95 of (closed - first raised at the step of the run)",
    unit=Unit.SECONDS,
    better="lower",
    no_data="no exception of it was closed in this period",
    measure=measure,
    examples=(
        Example(
            """
            runs:
              - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: invoices, state: dismissed, created: 2026-03-03T06:00, finished: 2026-03-03T10:05}
              - {workflow: invoices, state: parked, created: 2026-03-05T10:00}
            exceptions:
              - {run: 1, state: superseded, raised: 2026-03-01T10:00, closed: 2026-03-01T11:00}
              - {run: 1, state: resolved, raised: 2026-03-01T11:00, closed: 2026-03-01T12:00, try: 2}
              - {run: 2, state: superseded, raised: 2026-03-03T06:00, closed: 2026-03-03T10:00}
              - {run: 3, state: open, raised: 2026-03-05T10:00}
            """,
            gives=(("invoices", "median", 3 * 3600, 2), ("invoices", "p95", 4 * 3600, 2)),
            because="The first came again and is one of two hours; the second was made needless after four.",
        ),
    ),
)
