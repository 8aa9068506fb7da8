"""Runs of reconciliations and their differences, in the database: one run at a time, and never half of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.errors import UsageError
from govkit.sync.reconciling.findings import STANDING, Difference, Figures, State
from govkit.sync.store.database import Database
from govkit.sync.store.tables import DIFFERENCES, RECONCILED
from govkit.sync.store.texts import as_text

LEASE = 120.0
"""Seconds for which whoever runs one holds it, anew again and again while it goes on."""
FLAPPING = 3
"""Repairs in a row that did not last, after which a difference is not repaired by itself any more."""
RUNNING, DONE, FAILED = "running", "done", "failed"
ENDED = "its process ended before it was through"

_AT_ONCE = 500


class Busy(UsageError):
    """Somebody else runs it now."""


class Lost(Exception):
    """Somebody else took it over: what was found must not be kept."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that is ours for a while."""

    id: int
    reconciliation: str
    started_at: float


class Keeping:
    """The runs of a database. `holder` tells this process from all others."""

    def __init__(self, database: Database, now: Callable[[], float], holder: str, lease: float = LEASE) -> None:
        self._database = database
        self._now = now
        self._holder = holder
        self._lease = lease

    def begin(self, name: str, by: str) -> Begun:
        """Begins a run; one whose process ended is failed. Raises Busy where another is on its way."""
        now = self._now()
        running = (RECONCILED.c.reconciliation == name, RECONCILED.c.state == RUNNING)
        with self._database.begin() as connection:
            self._database.lock(connection, [f"reconciliation {name}"])
            ended = {"state": FAILED, "note": ENDED, "finished_at": now}
            connection.execute(RECONCILED.update().where(*running, RECONCILED.c.held_until <= now).values(ended))
            other = connection.execute(sa.select(RECONCILED).where(*running)).first()
            if other is not None:
                raise Busy(f"{name} is being reconciled, as {other.started_by} asked", hint="wait until it is through")
            row = {"state": RUNNING, "started_by": by, "holder": self._holder, "started_at": now}
            made = connection.execute(
                RECONCILED.insert().values(reconciliation=name, held_until=now + self._lease, **row)
            )
            (number,) = made.inserted_primary_key or (0,)
        return Begun(int(number), name, now)

    def beat(self, begun: Begun) -> None:
        """Holds a run for longer. Raises Lost."""
        with self._database.begin() as connection:
            self._change(connection, begun, {"held_until": self._now() + self._lease})

    def fail(self, begun: Begun, because: str) -> None:
        """Ends a run that says nothing. Raises Lost."""
        with self._database.begin() as connection:
            self._change(connection, begun, {"state": FAILED, "note": because[:2_000], "finished_at": self._now()})

    def finish(
        self,
        begun: Begun,
        figures: Figures,
        found: Sequence[Difference],
        bodies: Mapping[tuple[str, str], Mapping[str, Any]],
    ) -> list[int]:
        """Keeps what a run found, all of it in one transaction; the numbers of the differences that are open.

        `bodies` are the events that would repair an object of a system. Raises Lost.
        """
        with self._database.begin() as connection:
            self._database.lock(connection, [f"reconciliation {begun.reconciliation}"])
            said = {"state": DONE, "finished_at": self._now(), "figures": as_text(figures.as_json())}
            self._change(connection, begun, said)
            is_whole = figures.kept == figures.found
            return _Merge(connection, begun, is_whole, self._now()).merge(found, bodies)

    def _change(self, connection: Connection, begun: Begun, values: Mapping[str, Any]) -> None:
        mine = (RECONCILED.c.id == begun.id, RECONCILED.c.state == RUNNING, RECONCILED.c.holder == self._holder)
        if not connection.execute(RECONCILED.update().where(*mine).values(**values)).rowcount:
            raise Lost(begun.reconciliation)


class _Merge:
    """Brings the differences of a run together with those that are known."""

    def __init__(self, connection: Connection, begun: Begun, is_whole: bool, now: float) -> None:
        self._connection = connection
        self._begun = begun
        self._is_whole = is_whole
        self._now = now
        self._mine = DIFFERENCES.c.reconciliation == begun.reconciliation

    def merge(self, found: Sequence[Difference], bodies: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[int]:
        """Adds what is new, changes what is known, closes what is gone; the numbers of what is open."""
        known = self._standing()
        left = dict(bodies)
        added: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        sent: list[dict[str, Any]] = []
        before = self._repaired({one.key for one in found} - known.keys())
        for one in found:
            row = known.pop(one.key, None)
            if row is not None and row.state == State.SENT:  # what is on its way has what it was sent with
                sent.append({"number": row.id, **self._said(one)})
                continue
            repairs = before.get(one.key, 0)
            if repairs < 0:  # it was repaired while this run was reading
                continue
            body = left.pop((one.system, one.object), None)
            text = as_text(body) if body is not None else None
            if row is None:
                added.append(self._added(one, text, repairs))
            else:
                changed.append({"number": row.id, "body": text, **self._said(one)})
        by_number = DIFFERENCES.update().where(DIFFERENCES.c.id == sa.bindparam("number"))
        for part in (*_parts(changed), *_parts(sent)):
            self._connection.execute(by_number, list(part))
        for part in _parts(added):
            self._connection.execute(DIFFERENCES.insert(), list(part))
        self._gone(list(known.values()))
        asked = sa.select(DIFFERENCES.c.id).where(self._mine, DIFFERENCES.c.state == State.OPEN)
        return list(self._connection.execute(asked).scalars())

    def _standing(self) -> dict[tuple[str, str, str], Row[Any]]:
        columns = [DIFFERENCES.c[name] for name in ("id", "system", "object", "field", "state", "event", "repairs")]
        asked = sa.select(*columns).where(self._mine, DIFFERENCES.c.state.in_(STANDING))
        return {(row.system, row.object, row.field): row for row in self._connection.execute(asked)}

    def _repaired(self, keys: set[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
        """Of differences that are found anew: how often they were repaired before, by runs in a row; -1: just now."""
        previous = (
            sa.select(sa.func.max(RECONCILED.c.id))
            .where(RECONCILED.c.reconciliation == self._begun.reconciliation)
            .where(RECONCILED.c.state == DONE, RECONCILED.c.id < self._begun.id)
        )
        asked = sa.select(DIFFERENCES).where(
            self._mine,
            DIFFERENCES.c.state == State.REPAIRED,
            DIFFERENCES.c.last_run >= previous.scalar_subquery(),
        )
        found = {
            (row.system, row.object, row.field): -1 if row.closed_at >= self._begun.started_at else row.repairs + 1
            for row in self._connection.execute(asked)
        }
        return {key: count for key, count in found.items() if key in keys}

    def _added(self, one: Difference, body: str | None, repairs: int) -> dict[str, Any]:
        return {
            **self._said(one),
            "reconciliation": self._begun.reconciliation,
            "system": one.system,
            "object": one.object,
            "field": one.field,
            "state": State.FLAPPING if repairs >= FLAPPING else State.OPEN,
            "first_run": self._begun.id,
            "first_seen": self._now,
            "body": body,
            "repairs": repairs,
        }

    def _said(self, one: Difference) -> dict[str, Any]:
        return {
            "kind": one.kind.value,
            "record": one.record,
            "local": one.local,
            "expected": one.expected,
            "found": one.found,
            "detail": one.detail,
            "last_run": self._begun.id,
            "last_seen": self._now,
        }

    def _gone(self, rows: Sequence[Row[Any]]) -> None:
        """Closes what was not found any more, unless not all was listed, or its repair is on its way."""
        gone = [row.id for row in rows if row.state != State.SENT] if self._is_whole else []
        for part in _parts(gone):
            self._connection.execute(
                DIFFERENCES.update()
                .where(DIFFERENCES.c.id.in_(part))
                .values(state=State.GONE, closed_at=self._now, closed_by=None)
            )


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
