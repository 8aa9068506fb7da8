"""How often events were sent to a workflow once more."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The number of each workflow of which runs began."""
    for workflow, counts in scene.counts(span).items():
        if counts.came:
            yield Measured(workflow, counts.replays, counts.came)


FIGURE = Figure(
    id="replay-volume",
    title="Replay volume",
    counts="Runs of events that had started the same workflow before.",
    events="Runs by the moment at which they began, without echoes.",
    words="The runs that were begun by `govkit sync replay`; beside it stands how many began in all.",
    formula="count(generation > 0)",
    unit=Unit.RUNS,
    better="lower",
    no_data="no run of it began in this period",
    measure=measure,
    examples=(
        Example(
            """
            runs:
              - {workflow: invoices, state: dismissed, created: 2026-03-01T10:00, finished: 2026-03-01T10:05}
              - {workflow: invoices, event: 1, generation: 1, state: done, created: 2026-03-02T10:00,
                 finished: 2026-03-02T10:05}
              - {workflow: invoices, event: 1, generation: 2, state: ready, created: 2026-04-02T10:00}
              - {workflow: orders, state: done, created: 2026-03-02T10:00, finished: 2026-03-02T10:05}
              - {workflow: credits, state: done, created: 2026-02-02T10:00, finished: 2026-03-02T10:05}
            """,
            gives=(("invoices", "", 1, 2), ("orders", "", 0, 1)),
            because="Of two runs that began in March one is a replay; orders had runs and no replay, credits had none.",
        ),
    ),
)
