"""A database with people who hear alerts, for tests of what they hear."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from govkit.catalog.entries import Estate
from govkit.sync.alerts.delivering import Delivering, Undelivered
from govkit.sync.alerts.filing import Filing
from govkit.sync.alerts.outbox import Alert, tell
from govkit.sync.alerts.sinks import Sink
from govkit.sync.alerts.wording import Words
from govkit.sync.store.database import Database
from govkit.sync.store.tables import ALERTS, MESSAGES
from tests.sync.stage import NOON

BLOCKED = ["posting", "entitlements"]
CONTEXT = {"customer": "Globex", "contract": "C-1001", "region": "EU", "amount": "12000.00", "currency": "EUR"}


class Heard:
    """Who hears alerts: keeps what came, and fails as often as it is told to."""

    def __init__(self, database: Database, *sinks: Sink, estate: Estate | None = None) -> None:
        self.database = database
        self.at = NOON
        self.came: list[tuple[str, str, dict[str, Any]]] = []
        self.failures: dict[str, list[Undelivered]] = {}
        self.sinks = sinks or (Sink(name="chat"),)
        now = self.now
        self.filing = Filing(database, self.sinks, now)
        by_name: Mapping[str, Sink] = {one.name: one for one in self.sinks}
        self.delivering = Delivering(database, by_name, lambda: Words(estate), now, self.deliver)

    def now(self) -> float:
        return self.at

    def deliver(self, sink: Sink, name: str, body: bytes, at: float) -> None:
        failures = self.failures.get(sink.name, [])
        if failures:
            raise failures.pop(0) if len(failures) > 1 else failures[0]
        self.came.append((sink.name, name, json.loads(body)))

    def round(self, seconds: float = 0.0) -> list[str]:
        """Time passes, and what is due is told; the texts that came."""
        self.at += seconds
        before = len(self.came)
        self.filing.file()
        self.delivering.deliver_due()
        return [event["data"]["text"] for _, _, event in self.came[before:]]

    def tell(self, subject: str, **said: Any) -> bool:
        """An alert, in a transaction of its own."""
        values: dict[str, Any] = {
            "kind": "exception",
            "heap": "exception invoice-to-ledger/post: tax-configuration 422",
            "at": self.at,
            "owner": "team:finance-systems",
            "workflow": "subscription-amendment",
            "key": "sub_1",
            "about": {
                "kind": "tax-configuration",
                "status": 422,
                "system": "erp",
                "blocked": ["posting", "entitlements"],
            },
            "context": CONTEXT,
        }
        with self.database.begin() as connection:
            return tell(connection, Alert(**{**values, "subject": subject, **said}))

    def messages(self) -> list[tuple[Any, ...]]:
        """How messages stand: state, tries, count."""
        with self.database.reading() as connection:
            asked = sa.select(MESSAGES.c.state, MESSAGES.c.tries, MESSAGES.c["count"]).order_by(MESSAGES.c.id)
            return [tuple(row) for row in connection.execute(asked)]

    def told(self) -> list[tuple[str, str]]:
        """What is in the outbox: kinds and subjects."""
        with self.database.reading() as connection:
            asked = sa.select(ALERTS.c.kind, ALERTS.c.subject).order_by(ALERTS.c.id)
            return [(row.kind, row.subject) for row in connection.execute(asked)]
