"""What reconciliations found, as figures take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.figures.period import Span
from govkit.sync.reconciling.findings import Figures
from govkit.sync.reconciling.keeping import DONE
from govkit.sync.store.tables import RECONCILED
from govkit.sync.store.texts import as_value


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a run of a reconciliation came to: the values that were compared and those that are equal.

    `differences` are all that it found, objects that a system lacks among them.
    """

    reconciliation: str
    compared: int
    equal: int
    differences: int


def agreements(connection: Connection, span: Span) -> Iterator[Agreed]:
    """The runs that were done in a period, in the order in which they were."""
    known = RECONCILED.c
    asked = sa.select(known.reconciliation, known.figures).where(
        known.state == DONE, known.figures.is_not(None), span.holds(known.finished_at)
    )
    for name, text in connection.execute(asked.order_by(known.finished_at, known.id)):
        figures = Figures.parse(as_value(text))
        fields = [one for system in figures.systems.values() for one in system.fields.values()]
        yield Agreed(name, sum(one.both for one in fields), sum(one.equal for one in fields), figures.found)
