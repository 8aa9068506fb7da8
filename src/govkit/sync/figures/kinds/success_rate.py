"""How many of the runs that ended did all that they were to do."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Counts, Scene


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The share of each workflow of which runs ended."""
    for workflow, counts in scene.counts(span).items():
        ended = counts.done + counts.failed + counts.dismissed
        if ended:
            yield Measured(workflow, counts.done / ended, ended, said=_said(counts))
        elif counts.open or counts.echoes:
            yield Measured(workflow, None, said=f"no run ended: {_said(counts)}")


def _said(counts: Counts) -> str:
    listed = {
        "dismissed": counts.dismissed,
        "with a record that failed": counts.failed,
        "open": counts.open,
        "echoes": counts.echoes,
    }
    return ", ".join(f"{number} {name}" for name, number in listed.items() if number)


FIGURE = Figure(
    id="success-rate",
    title="Success rate",
    counts="Runs that ended. Those that are open, and echoes of our own writes, are neither and told apart.",
    events="Runs by the moment of their end (`done`, `dismissed`).",
    words=(
        "The runs that are done, without those of which an exception was dismissed or is open, or of which nobody "
        "knows whether a write was made; divided by all that ended. A write that was refused, and that the workflow "
        "itself provides for, is no failure."
    ),
    formula="(done - failed) / (done + dismissed)",
    unit=Unit.SHARE,
    better="higher",
    no_data="no run of it ended in this period",
    measure=measure,
    examples=(
        Example(
            """
            runs:
              - {workflow: invoices, state: done, created: 2026-03-01T00:00, finished: 2026-03-01T00:00}
              - {workflow: invoices, state: done, created: 2026-03-02T10:00, finished: 2026-03-02T10:05}
              - {workflow: invoices, state: dismissed, created: 2026-03-03T10:00, finished: 2026-03-04T10:00}
              - {workflow: invoices, state: done, created: 2026-03-05T10:00, finished: 2026-03-05T11:00}
              - {workflow: invoices, state: done, created: 2026-03-31T23:00, finished: 2026-04-01T00:00}
              - {workflow: invoices, state: parked, created: 2026-03-06T10:00}
              - {workflow: invoices, state: echo, created: 2026-03-07T10:00, finished: 2026-03-07T10:00}
              - {workflow: orders, state: ready, created: 2026-03-07T10:00}
            exceptions:
              - {run: 4, state: dismissed, raised: 2026-03-05T10:01, closed: 2026-03-05T10:30}
            """,
            gives=(("invoices", "", 0.5, 4), ("orders", "", None, 0)),
            because=(
                "Two of four that ended in March did all: one was dismissed, and one has a record that was. The first "
                "moment of March belongs to it, the first of April does not."
            ),
        ),
    ),
)
