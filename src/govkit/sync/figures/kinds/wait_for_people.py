"""How long exceptions waited before somebody looked after them."""

from __future__ import annotations

import sqlalchemy as sa

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import BY_ITSELF, Scene, spread_by
from govkit.sync.store.tables import AUDIT, EXCEPTIONS


def measure(scene: Scene, span: Span) -> list[Measured]:
    """Median, p95 and total of each workflow of which exceptions were acted on."""
    first = sa.func.min(AUDIT.c.at)
    asked = (
        sa.select(EXCEPTIONS.c.workflow, first - EXCEPTIONS.c.raised_at)
        .join(AUDIT, AUDIT.c.exception == EXCEPTIONS.c.id)
        .where(AUDIT.c.actor.not_in(BY_ITSELF))
        .group_by(EXCEPTIONS.c.id, EXCEPTIONS.c.workflow, EXCEPTIONS.c.raised_at)
        .having(span.holds(first))
    )
    rows = [(workflow, float(seconds)) for workflow, seconds in scene.connection.execute(asked)]
    totals: dict[str, list[float]] = {}
    for workflow, seconds in rows:
        totals.setdefault(workflow, []).append(seconds)
    summed = [Measured(workflow, sum(each), len(each), "total") for workflow, each in totals.items()]
    return sorted([*spread_by(rows), *summed], key=lambda one: (one.subject, one.part))


FIGURE = Figure(
    id="wait-for-people",
    title="Wait for people",
    counts="Exceptions that somebody acted on.",
    events="Exceptions by the moment of the first act of a person on them.",
    words=(
        "From the raising of an exception to the first act of a person on it: the median, the time within which 95 of "
        "100 were looked after, and all of it together. Exceptions that nobody has acted on yet are not in it."
    ),
    formula="median, p95, sum of (first act - raised)",
    unit=Unit.SECONDS,
    better="lower",
    no_data="nobody acted on an exception of it for the first time in this period",
    measure=measure,
    examples=(
        Example(
            """
            runs:
              - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: invoices, state: parked, created: 2026-03-01T10:00}
            exceptions:
              - {run: 1, state: superseded, raised: 2026-03-01T10:00, closed: 2026-03-01T11:00}
              - {run: 1, state: resolved, raised: 2026-03-01T11:00, closed: 2026-03-01T12:00, try: 2}
              - {run: 2, state: open, raised: 2026-03-01T10:00}
            acts:
              - {run: 1, exception: 1, actor: anna, action: retry, at: 2026-03-01T10:30}
              - {run: 1, exception: 2, actor: anna, action: mend, at: 2026-03-01T11:10}
              - {run: 1, exception: 2, actor: run, action: resolved, at: 2026-03-01T12:00}
            """,
            gives=(
                ("invoices", "median", 20 * 60, 2),
                ("invoices", "p95", 30 * 60, 2),
                ("invoices", "total", 40 * 60, 2),
            ),
            because="Anna came after 30 minutes, and after 10 when it failed again; nobody looked after the third yet.",
        ),
    ),
)
