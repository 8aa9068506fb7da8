"""How far systems agree, as reconciliations found."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The share of each reconciliation of which the last look in a period compared something."""
    for name, last in sorted({one.reconciliation: one for one in scene.agreements(scene.connection, span)}.items()):
        if last.compared:
            yield Measured(name, last.agreeing / last.compared, last.compared)


FIGURE = Figure(
    id="agreement",
    title="Agreement between systems",
    counts="Objects that a reconciliation compared.",
    events="The last look of each reconciliation that ended in the period.",
    words="The objects of which no field differed and none was missing, divided by all that were compared.",
    formula="objects that agree / objects compared",
    unit=Unit.SHARE,
    better="higher",
    no_data="no look of it ended in this period",
    measure=measure,
    examples=(
        Example(
            """
            agreements:
              - {reconciliation: customers, at: 2026-03-01T02:00, compared: 100, agreeing: 50}
              - {reconciliation: customers, at: 2026-03-31T02:00, compared: 200, agreeing: 198}
              - {reconciliation: customers, at: 2026-04-01T02:00, compared: 200, agreeing: 200}
              - {reconciliation: invoices, at: 2026-03-31T02:00, compared: 0, agreeing: 0}
            """,
            gives=(("customers", "", 0.99, 200),),
            because="The last look in March counts; one that compared nothing says nothing.",
        ),
    ),
)
