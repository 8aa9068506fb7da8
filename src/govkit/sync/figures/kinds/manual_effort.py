"""How often people have to act, for a hundred runs."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import BY_ITSELF, Scene
from govkit.sync.store.tables import AUDIT, RUNS


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The acts of each workflow of which runs began, and of those that people acted on without any."""
    asked = (
        sa.select(RUNS.c.workflow, sa.func.count())
        .join(AUDIT, AUDIT.c.run == RUNS.c.id)
        .where(span.holds(AUDIT.c.at), AUDIT.c.actor.not_in(BY_ITSELF))
        .group_by(RUNS.c.workflow)
    )
    acts = {workflow: int(number) for workflow, number in scene.connection.execute(asked)}
    came = {workflow: counts.came for workflow, counts in scene.counts(span).items() if counts.came}
    for workflow in sorted(acts.keys() | came.keys()):
        number = acts.get(workflow, 0)
        if workflow in came:
            yield Measured(
                workflow, 100 * number / came[workflow], came[workflow], said=f"{number} acts" * bool(number)
            )
        else:
            yield Measured(workflow, None, said=f"{number} acts of people, and no run of it began in this period")


FIGURE = Figure(
    id="manual-effort",
    title="Manual effort",
    counts="Acts of people on runs and exceptions: retry, mend, decide, dismiss, replay.",
    events="Entries of the audit by their moment, and runs by the moment at which they began, without echoes.",
    words="Acts for a hundred runs. An act on many exceptions counts once for each.",
    formula="100 * acts / runs that began",
    unit=Unit.PER_100_RUNS,
    better="lower",
    no_data="no run of it began in this period",
    measure=measure,
    examples=(
        Example(
            """
            runs:
              - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: orders, state: done, created: 2026-02-01T10:00, finished: 2026-03-01T12:00}
              - {workflow: credits, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T12:00}
            acts:
              - {run: 1, actor: anna, action: mend, at: 2026-03-01T10:30}
              - {run: 1, actor: run, action: resolved, at: 2026-03-01T12:00}
              - {run: 1, actor: anna, action: retry, at: 2026-04-01T10:30}
              - {run: 3, actor: ben, action: retry, at: 2026-03-01T11:00}
            """,
            gives=(("credits", "", 0, 1), ("invoices", "", 50, 2), ("orders", "", None, 0)),
            because="Anna acted once in March on two runs; what the runtime closes by itself is no effort.",
        ),
    ),
)
