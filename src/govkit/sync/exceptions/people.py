"""The queue as runs see it: they are parked into it, leave it when they are through, and read what people decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.exceptions.queue import Raised, raise_
from govkit.sync.exceptions.resolutions import resolutions
from govkit.sync.exceptions.settling import resolved, superseded
from govkit.sync.lanes import Lanes
from govkit.sync.running.stops import Parked
from govkit.sync.store.tables import EFFECTS
from govkit.sync.store.texts import as_value
from govkit.sync.values import MISSING, Json


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of a database; it is what `running.runs` calls People."""

    lanes: Lanes
    now: Callable[[], float]

    def raised(self, connection: Connection, run: Row[Any], parked: Parked) -> None:
        """A run is parked. What is no call's failure has no try of its own: it is told by the stretch."""
        request = parked.request if parked.request is not None else _request(connection, parked.effect)
        raised = Raised(
            run=run.id,
            event=run.event,
            workflow=run.workflow,
            key=run.key,
            step=parked.step,
            try_=parked.number or run.stretch,
            kind=parked.kind,
            owner=parked.owner or "",
            at=self.now(),
            detail=parked.detail,
            context=as_value(run.context),
            blocked=parked.blocked,
            status=parked.status,
            problem=parked.problem,
            request=request,
            answer=MISSING if parked.answer is None else parked.answer,
            effect=parked.effect,
            unknown=parked.unknown,
            compensated=parked.compensated,
        )
        raise_(connection, raised)

    def through(self, connection: Connection, run: Row[Any]) -> None:
        """A run is done: what was open of it is resolved, and what was of its earlier generations is superseded."""
        resolved(connection, run.id, now=self.now())
        if run.generation:
            superseded(connection, run.id, lanes=self.lanes, now=self.now())

    def resolutions(self, connection: Connection, run: int) -> Mapping[tuple[str, int], Mapping[str, Any]]:
        """What people decided, by the step and the number of its try."""
        return resolutions(connection, run)


def _request(connection: Connection, effect: str | None) -> Json:
    """What was sent, as the ledger has it."""
    if effect is None:
        return MISSING
    text = connection.execute(sa.select(EFFECTS.c.request).where(EFFECTS.c.key == effect)).scalar()
    return MISSING if text is None else as_value(text)
