"""A bulk path over a list that is not there, for tests: pages of records, and one workflow that they start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from govkit.catalog.entries.kinds.system import Pagination
from govkit.catalog.workflows.grammar import OF_RECORD, value
from govkit.catalog.workflows.model import Bulk, Given, OperationName, Value
from govkit.sync.bulk.loading import Loaded, Loading, Place
from govkit.sync.bulk.paths import Path
from govkit.sync.calls.lists import List
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.subscribing import bulk_type
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import LoadState, RunState
from govkit.sync.store.tables import EVENTS, LOADED, LOADS, RUNS, WORKERS
from govkit.sync.values import Answered, Arrived, Asked
from tests.sync.inbox.stage import NOW, Fake, Listed, Moving

WORKFLOW = "standing"


class Killed(BaseException):
    """The process is gone."""


def path(style: str = "cursor") -> Path:
    """A path whose records have a contract and an amount."""
    names = {"cursor": "after", "page": "page", "offset": "offset"}
    said = {"style": style, "parameter": names[style], "items": "/items"}
    paging = Pagination.model_validate({**said, "next": "/next"} if style == "cursor" else said)
    given = {"contract": "$item#/contract", "amount": "$item#/amount"}
    inputs = tuple(Given(name, None, Value(value(text, OF_RECORD), ()), ()) for name, text in given.items())
    bulk = Bulk(OperationName("erp", "listContracts"), (), inputs, ())
    return Path(WORKFLOW, "erp", List("visibility", "erp@1.0.0", "listContracts", (), paging), bulk)


def contract(number: int, amount: str = "1.00") -> dict[str, Any]:
    return {"id": f"ctr_{number}", "contract": f"C-{number}", "amount": amount}


@dataclass
class Ledger:
    """A system that lists its records, a few a page. `fails` are answers that come before any page."""

    records: list[Any]
    style: str = "cursor"
    size: int = 3
    fails: list[Answered | BaseException] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    between: Callable[[], None] = lambda: None

    def call(self, asked: Asked) -> Answered:
        if self.fails:
            failed = self.fails.pop(0)
            if isinstance(failed, BaseException):
                raise failed
            return failed
        said = {name: given for name, _, given in asked.parameters}
        self.asked.append(said)
        if self.style == "cursor":
            first = int(said.get("after", 0))
        else:
            first = int(said.get("offset", 0)) if self.style == "offset" else (int(said.get("page", 1)) - 1) * self.size
        items = self.records[first : first + self.size]
        more = first + self.size < len(self.records)
        self.between()
        return Answered(200, {"items": items, **({"next": str(first + self.size)} if more else {})})


@dataclass
class Trial:
    """Loads of one database. `workers` take a run to its end whenever a load waits."""

    database: Database
    ledger: Ledger
    now: Moving = field(default_factory=Moving)
    ends: RunState = RunState.DONE
    works: bool = True
    slept: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def subscriptions(self) -> Listed:
        return Listed({bulk_type(WORKFLOW): [Fake(WORKFLOW)]})

    def place(self, holder: str = "one") -> Place:
        return Place(
            self.ledger.call,
            self.database,
            self.subscriptions,
            self.now,
            self.sleep,
            tell=self.told.append,
            holder=holder,
        )

    def load(
        self, *, resume: bool = False, holder: str = "one", style: str | None = None, **said: Any
    ) -> Loaded | None:
        made = path(style or self.ledger.style)
        return Loading(self.place(holder), **said).load(made, "anna", resume=resume)

    def loaded(self, **said: Any) -> Loaded:
        found = self.load(**said)
        assert found is not None
        return found

    def sleep(self, seconds: float) -> None:
        """Time passes, and a run gets through, or parks."""
        self.slept.append(seconds)
        self.now.at += seconds
        if self.works:
            self.finish(1)

    def told_by_event(self, contract: str) -> None:
        """The system tells that a contract changed."""
        subscriptions = Listed({"erp.changed": [Fake(WORKFLOW)]})
        name = f"told-{len(self.rows(EVENTS))}"
        arrived = Arrived("erp", name, "erp.changed", "webhook", {"contract": contract})
        Intake(self.database, subscriptions, self.now).take(arrived)

    def beat(self) -> None:
        """A worker shows that it lives."""
        with self.database.begin() as connection:
            connection.execute(WORKERS.delete())
            connection.execute(WORKERS.insert().values(executor="w", started_at=NOW, beat_at=self.now.at))

    def finish(self, count: int | None = None) -> None:
        """Ends runs that are ready, the first of them."""
        lanes = Lanes(self.database)
        with self.database.reading() as connection:
            ready = sa.select(RUNS.c.id).where(RUNS.c.state == RunState.READY).order_by(RUNS.c.id).limit(count)
            runs = list(connection.execute(ready).scalars())
        for run in runs:
            with self.database.begin() as connection:
                if self.ends is RunState.PARKED:
                    connection.execute(RUNS.update().where(RUNS.c.id == run).values(state=RunState.PARKED))
                else:
                    lanes.leave(connection, run, self.ends, now=self.now.at)

    def rows(self, table: sa.Table = EVENTS) -> Sequence[Any]:
        with self.database.reading() as connection:
            return connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()

    @property
    def contracts(self) -> list[str]:
        """The contracts of the runs that were started."""
        return [row.key for row in self.rows(RUNS)]


__all__ = [
    "EVENTS",
    "LOADED",
    "LOADS",
    "RUNS",
    "WORKFLOW",
    "Killed",
    "Ledger",
    "LoadState",
    "Trial",
    "contract",
    "path",
]
