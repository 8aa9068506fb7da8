"""Filing: alerts become messages to whoever wants to hear them, what is alike within a time as one.

The first of a heap is told at once. What comes while its message waits joins it, and what comes within a time after it
is told together, when that time is over: so a storm of one cause is two messages and not a thousand.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.alerts.sinks import Sink, money_of
from govkit.sync.inbox.keeping import json_text
from govkit.sync.store.database import Database
from govkit.sync.store.states import MessageState
from govkit.sync.store.tables import ALERTS, MESSAGES
from govkit.sync.store.texts import as_value
from govkit.sync.values import Json

_AT_ONCE = 500
_TOLD = 20
"""So many of a message are told one by one."""


@dataclass(slots=True)
class Pile:
    """What is told as one: how many, the first of them, and what all are about by currency."""

    count: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)
    amounts: dict[str, Decimal] = field(default_factory=dict)

    def add(self, alert: Mapping[str, Json]) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < _TOLD:
            self.first.append(dict(alert))
        amount, currency = money_of(alert)
        if amount is not None:
            self.amounts[currency] = self.amounts.get(currency, Decimal(0)) + amount

    def join(self, later: Pile) -> None:
        """Takes in another, which came later."""
        self.count += later.count
        self.first += later.first[: _TOLD - len(self.first)]
        for currency, amount in later.amounts.items():
            self.amounts[currency] = self.amounts.get(currency, Decimal(0)) + amount

    @property
    def text(self) -> str:
        """It as it is kept."""
        amounts = {currency: f"{amount:f}" for currency, amount in self.amounts.items()}
        return json_text({"first": self.first, "amounts": amounts})

    @classmethod
    def parse(cls, count: int, text: str) -> Pile:
        """What was kept."""
        said = as_value(text)
        return cls(count, said["first"], {name: Decimal(amount) for name, amount in said["amounts"].items()})


@dataclass(frozen=True)
class Filing:
    """Files the alerts of a database for some sinks. Of several processes one files at a time."""

    database: Database
    sinks: Sequence[Sink]
    now: Callable[[], float]

    def file(self) -> int:
        """Files what was not filed yet; how many alerts. What nobody wants to hear is over with that."""
        count = 0
        while True:
            with self.database.reading() as connection:
                if connection.execute(_open().limit(1)).first() is None:
                    return count
            with self.database.begin() as connection:
                self.database.lock(connection, ["alerts"])
                rows = connection.execute(_open().limit(_AT_ONCE)).all()
                for sink in self.sinks:
                    self._for(connection, sink, rows)
                ids = [row.id for row in rows]
                connection.execute(ALERTS.update().where(ALERTS.c.id.in_(ids)).values(filed=True))
            count += len(rows)

    def _for(self, connection: Connection, sink: Sink, rows: Iterable[Row[Any]]) -> None:
        heaps: dict[tuple[str, str], Pile] = {}
        for row in rows:
            data = as_value(row.data)
            if sink.wants(row.kind, data):
                heaps.setdefault((row.kind, row.heap), Pile()).add({"at": row.at, "subject": row.subject, **data})
        for (kind, heap), pile in heaps.items():
            if not self._joined(connection, sink, heap, pile):
                self._made(connection, sink, kind, heap, pile)

    def _joined(self, connection: Connection, sink: Sink, heap: str, pile: Pile) -> bool:
        """Whether a message that waits takes them in; one that was tried already is what it is."""
        untried = (MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.tries == 0, MESSAGES.c.body.is_(None))
        asked = sa.select(MESSAGES).where(MESSAGES.c.sink == sink.name, MESSAGES.c.heap == heap, *untried)
        row = connection.execute(asked.order_by(MESSAGES.c.id.desc()).limit(1)).first()
        if row is None:
            return False
        whole = Pile.parse(row._mapping["count"], row.told)
        whole.join(pile)
        changed = MESSAGES.update().where(MESSAGES.c.id == row.id, *untried)
        return bool(connection.execute(changed.values(count=whole.count, told=whole.text)).rowcount)

    def _made(self, connection: Connection, sink: Sink, kind: str, heap: str, pile: Pile) -> None:
        now = self.now()
        left = sa.func.max(sa.func.coalesce(MESSAGES.c.sent_at, MESSAGES.c.due))
        asked = sa.select(left).where(MESSAGES.c.sink == sink.name, MESSAGES.c.heap == heap)
        last = connection.execute(asked).scalar()
        connection.execute(
            MESSAGES.insert().values(
                name=str(uuid.uuid4()),
                sink=sink.name,
                kind=kind,
                heap=heap,
                state=MessageState.WAITING,
                made_at=now,
                due=now if last is None else max(now, last + sink.together),
                count=pile.count,
                told=pile.text,
            )
        )


def _open() -> sa.Select[Any]:
    return sa.select(ALERTS).where(ALERTS.c.filed.is_(False)).order_by(ALERTS.c.id)
