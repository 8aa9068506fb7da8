"""Runs, effects and exceptions as the runtime leaves them, for tests of what people do with them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from govkit.sync.exceptions.queue import Raised, raise_
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import EFFECTS, EVENTS, RUNS
from govkit.sync.store.texts import as_text

WORKFLOW = "invoice-to-ledger"
NOON = 1_772_366_400.0  # 2026-03-01T12:00:00Z
PROBLEM = {"type": "urn:erp:tax-configuration", "title": "No tax", "detail": "DE01 has no rate for S-1"}
REQUEST = {"parameters": [["invoiceNumber", "path", "INV-1"]], "body": {"taxCode": "S-1", "lines": [{"net": "10.00"}]}}
_numbers = itertools.count(1)


class Stage:
    """Puts things into a database, each in a transaction of its own."""

    def __init__(self, database: Database, *, now: float = NOON) -> None:
        self.database = database
        self.now = now
        self._lanes = Lanes(database)

    def event(self, **said: Any) -> int:
        """An event that came; its number."""
        values: dict[str, Any] = {
            "source": "billing",
            "event_id": f"evt_{next(_numbers)}",
            "type": "billing.invoice.finalized",
            "channel": "webhook",
            "body": as_text({"id": "evt"}),
            "received_at": self.now,
            **said,
        }
        with self.database.begin() as connection:
            made = connection.execute(EVENTS.insert().values(values)).inserted_primary_key
        assert made is not None
        return int(made[0])

    def run(
        self,
        event: int | None = None,
        *,
        key: str = "cus_1",
        workflow: str = WORKFLOW,
        generation: int = 0,
        **said: Any,
    ) -> int:
        """A run in its lane; its number. What is `said` are columns, such as its state."""
        event = self.event() if event is None else event
        with self.database.begin() as connection:
            number = self._lanes.enter(
                connection,
                event=event,
                workflow=workflow,
                key=key,
                pin="pin-1",
                context="{}",
                now=self.now,
                generation=generation,
            )
            if said:
                connection.execute(RUNS.update().where(RUNS.c.id == number).values(said))
        return number

    def effect(self, run: int, state: EffectState = EffectState.COMMITTED, **said: Any) -> str:
        """A write of a run; its key."""
        key = f"key-{next(_numbers)}"
        with self.database.begin() as connection:
            row = self.row(run, connection)
            values: dict[str, Any] = {
                "key": key,
                "run": run,
                "event": row["event"],
                "workflow": row["workflow"],
                "step": "post",
                "system": "erp",
                "api": "erp@2.2.0",
                "operation": "postInvoice",
                "request": as_text(REQUEST),
                "digest": "d",
                "state": state,
                "tries": 1,
                "first_sent_at": self.now,
                "last_sent_at": self.now,
                **said,
            }
            connection.execute(EFFECTS.insert().values(values))
        return key

    def parked(self, run: int | None = None, *, key: str = "cus_1", **said: Any) -> int:
        """An exception of a run that is parked by it; its number."""
        run = self.run(key=key) if run is None else run
        with self.database.begin() as connection:
            row = self.row(run, connection)
            raised = Raised(
                run=run,
                event=row["event"],
                workflow=row["workflow"],
                key=row["key"],
                step="post",
                try_=1,
                kind="tax-configuration",
                owner="team:finance-systems",
                at=self.now,
                detail="DE01 has no rate for S-1",
                context={
                    "customer": "cus_1",
                    "contract": "ctr_1",
                    "region": "eu",
                    "amount": "120.50",
                    "currency": "EUR",
                },
                blocked=("settle",),
                status=422,
                request=REQUEST,
                problem=PROBLEM["type"],
                answer=PROBLEM,
            )
            number = raise_(connection, replace(raised, **said))
            connection.execute(
                RUNS.update().where(RUNS.c.id == run).values(state=RunState.PARKED, step=said.get("step", "post"))
            )
        return number

    def row(self, run: int, connection: Connection | None = None) -> dict[str, Any]:
        """A run as it stands."""
        if connection is None:
            with self.database.reading() as own:
                return self.row(run, own)
        return dict(connection.execute(RUNS.select().where(RUNS.c.id == run)).one()._mapping)
