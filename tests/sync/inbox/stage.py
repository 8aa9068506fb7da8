"""What tests of the inbox share: workflows that are not there, a clock that is moved, and what the database holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from govkit.sync.inbox.subscribing import KeyMissing, Plan
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EVENTS, RUNS
from govkit.sync.values import Arrived, Json

NOW = 1_790_000_000.0
PAID = "erp.invoice.paid"


@dataclass
class Moving:
    """A clock that stands still until it is moved."""

    at: float = NOW

    def __call__(self) -> float:
        return self.at


def by_contract(body: Json) -> Plan:
    """The plan of most tests: the key is the contract, and the amount is what people see."""
    if not isinstance(body, dict) or body.get("contract") is None:
        raise KeyMissing("$inputs.contract has no value")
    return Plan(body["contract"], {"contract": body["contract"], "amount": body.get("amount")}, 300.0)


@dataclass(frozen=True)
class Fake:
    """A workflow that events start."""

    workflow: str
    pin: str = "sha256:1"
    owner: str = "team:finance-systems"
    planner: Callable[[Json], Plan] = by_contract

    def plan(self, body: Json) -> Plan:
        """What the planner says."""
        return self.planner(body)


@dataclass
class Listed:
    """Subscriptions by the types of events."""

    by_type: Mapping[str, Sequence[Fake]] = field(default_factory=dict)

    def for_event(self, kind: str, /) -> Sequence[Fake]:
        """Those of a type."""
        return self.by_type.get(kind, ())


_PAID = Arrived("erp", "EVT-1", PAID, "webhook", {"contract": "C-1", "amount": "12.30"})


def arrived(number: int = 1, **changes: Any) -> Arrived:
    """An event, the `number`-th of its source."""
    return replace(_PAID, id=f"EVT-{number}", **changes)


def rows(database: Database, table: sa.Table) -> list[Any]:
    """All rows of a table, in the order that they were made."""
    with database.reading() as connection:
        return list(connection.execute(sa.select(table).order_by(*table.primary_key.columns)))


def events(database: Database) -> list[Any]:
    """All events."""
    return rows(database, EVENTS)


def runs(database: Database) -> list[Any]:
    """All runs."""
    return rows(database, RUNS)
