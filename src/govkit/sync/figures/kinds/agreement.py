"""How far systems agree, as reconciliations found."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.sync.figures.agreements import agreements
from govkit.sync.figures.figure import Example, Figure, Measured, Unit
from govkit.sync.figures.period import Span
from govkit.sync.figures.scene import Scene


def measure(scene: Scene, span: Span) -> Iterator[Measured]:
    """The share of each reconciliation of which the last run in a period compared something."""
    for name, last in sorted({one.reconciliation: one for one in agreements(scene.connection, span)}.items()):
        said = f"{last.differences} differences" if last.differences else ""
        if last.compared:
            yield Measured(name, last.equal / last.compared, last.compared, said=said)
        else:
            yield Measured(name, None, said="its last run found no value that two systems have")


FIGURE = Figure(
    id="agreement",
    title="Agreement between systems",
    counts="Values of fields that a reconciliation compared between systems.",
    events="The last run of each reconciliation that was done in the period.",
    words=(
        "The values that are equal, divided by all that both systems have. All differences stand beside it, objects "
        "that a system lacks among them; `govkit sync reconcile` shows them one by one."
    ),
    formula="values that are equal / values that both have",
    unit=Unit.SHARE,
    better="higher",
    no_data="no run of it was done in this period",
    measure=measure,
    examples=(
        Example(
            """
            reconciled:
              - {reconciliation: customers, state: done, finished: 2026-03-01T02:00, both: 100, equal: 50, found: 50}
              - {reconciliation: customers, state: done, finished: 2026-03-31T02:00, both: 200, equal: 198, found: 5}
              - {reconciliation: customers, state: failed, finished: 2026-03-31T03:00}
              - {reconciliation: customers, state: done, finished: 2026-04-01T00:00, both: 200, equal: 200, found: 0}
              - {reconciliation: invoices, state: done, finished: 2026-03-31T02:00, both: 0, equal: 0, found: 9}
            """,
            gives=(("customers", "", 0.99, 200), ("invoices", "", None, 0)),
            because="The last run in March that was done counts; one that compared nothing says nothing.",
        ),
    ),
)
