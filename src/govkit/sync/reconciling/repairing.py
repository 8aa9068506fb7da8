"""Repairs: an event for each object that differs, which starts a workflow like any other; and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.catalog.workflows.found import record_input
from govkit.sync.exceptions.audit import record
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.subscribing import OURS, KeyMissing, Subscription, Subscriptions, found_type
from govkit.sync.reconciling.findings import FIELDWISE, Difference, Kind, State
from govkit.sync.store.database import Database
from govkit.sync.store.states import OPEN, EffectState
from govkit.sync.store.tables import DIFFERENCES, EFFECTS, RUNS
from govkit.sync.store.texts import as_value
from govkit.sync.values import Arrived

_AT_ONCE = 200


Finds = Literal["differs", "missing"]


def repairable(found: Iterable[Difference], name: str, subscriptions: Subscriptions) -> dict[tuple[str, str], Finds]:
    """The objects that a workflow repairs, by system and object: `differs` or `missing`, as triggers name them."""
    said: dict[tuple[str, str], Finds] = {}
    for one in found:
        finds: Finds | None = "differs" if one.kind in FIELDWISE else "missing" if one.kind is Kind.ABSENT else None
        if finds is not None and subscriptions.for_event(found_type(name, one.system, finds)):
            said[one.system, one.object] = finds
    return said


def body_of(
    name: str, entity: str, of: Sequence[Difference], records: Mapping[str, Any], read_at: str
) -> dict[str, Any]:
    """The event for one object of one system: the differences, and the records as they were read, by their systems."""
    first = of[0]
    return {
        "reconciliation": name,
        "entity": entity,
        "object": first.object,
        "system": first.system,
        "fields": sorted({one.field for one in of if one.field}),
        "readAt": read_at,
        **{record_input(system): one for system, one in records.items()},
    }


@dataclass(frozen=True, slots=True)
class Sent:
    """A repair that was sent, or would be: its differences, and the event; `refused` says why there is none."""

    differences: tuple[int, ...]
    system: str
    objects: tuple[str, ...]
    event: int | None = None
    refused: str = ""


class Repairs:
    """Sends repairs. `keep` keeps what the runs of a subscription run, in the transaction that enters one."""

    def __init__(
        self,
        database: Database,
        subscriptions: Subscriptions,
        intake: Intake,
        now: Callable[[], float],
        keep: Callable[[Connection, Subscription], None] = lambda _connection, _subscription: None,
    ) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._intake = intake
        self._now = now
        self._keep = keep

    def send(self, name: str, ids: Sequence[int] | None, by: str, *, dry: bool = False) -> list[Sent]:
        """Starts the workflows that repair differences: those of some numbers, or all that are open.

        Objects of one business key are repaired by one run.
        """
        with self._database.reading() as connection:
            rows = self._rows(connection, name, ids)
        missing = set(ids or ()) - {row.id for row in rows}
        found = [Sent((one,), "", (), refused="there is no such difference that is open") for one in sorted(missing)]
        groups: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
        for (system, object_), several in _by_object(rows).items():
            keyed = self._keyed(name, system, several)
            if isinstance(keyed, str):
                numbers = tuple(row.id for row in several)
                found.append(Sent(numbers, system, (object_,), refused=keyed))
            else:
                groups[keyed] += several
        for key, several in groups.items():
            found.append(self._sent(name, key[0], several, by, dry=dry))
        return found

    def _rows(self, connection: Connection, name: str, ids: Sequence[int] | None) -> list[Row[Any]]:
        """The differences that are meant, with all others of the same objects, which are repaired with them."""
        mine = DIFFERENCES.c.reconciliation == name
        if ids is None:
            wanted = DIFFERENCES.c.state == State.OPEN
            rows = list(connection.execute(sa.select(DIFFERENCES).where(mine, wanted).order_by(DIFFERENCES.c.id)))
            flapping = sa.select(DIFFERENCES.c.system, DIFFERENCES.c.object).where(
                mine, DIFFERENCES.c.state == State.FLAPPING
            )
            left = {tuple(row) for row in connection.execute(flapping)}
            return [row for row in rows if (row.system, row.object) not in left]
        found: dict[int, Row[Any]] = {}
        standing = DIFFERENCES.c.state.in_((State.OPEN, State.FLAPPING))
        for part in _parts(list(ids)):
            meant = sa.select(DIFFERENCES.c.system, DIFFERENCES.c.object).where(mine, DIFFERENCES.c.id.in_(part))
            for system, object_ in {tuple(row) for row in connection.execute(meant)}:
                same = (DIFFERENCES.c.system == system, DIFFERENCES.c.object == object_)
                asked = sa.select(DIFFERENCES).where(mine, standing, *same).order_by(DIFFERENCES.c.id)
                found |= {row.id: row for row in connection.execute(asked)}
        return list(found.values())

    def _keyed(self, name: str, system: str, rows: Sequence[Row[Any]]) -> tuple[Any, ...] | str:
        """The type of the event and the business keys of what it starts; why there is none."""
        body = next((as_value(row.body) for row in rows if row.body is not None), None)
        kinds = {row.kind for row in rows}
        finds = "differs" if kinds & set(FIELDWISE) else "missing"
        subscriptions = self._subscriptions.for_event(found_type(name, system, finds))
        if body is None or not subscriptions:
            return f"no workflow repairs what {system} has otherwise" if finds == "differs" else "nothing repairs it"
        keys = []
        for one in subscriptions:
            try:
                keys.append((one.workflow, one.plan(body).key))
            except KeyMissing as error:
                return str(error)
        return (found_type(name, system, finds), *keys)

    def _sent(self, name: str, kind: str, rows: Sequence[Row[Any]], by: str, *, dry: bool) -> Sent:
        objects = tuple(dict.fromkeys(row.object for row in rows))
        numbers = tuple(row.id for row in rows)
        bodies = [as_value(row.body) for row in rows if row.body is not None]
        found = Sent(numbers, rows[0].system, objects)
        if dry:
            return found
        body = {**bodies[0], "fields": sorted({field for one in bodies for field in one["fields"]})}
        body["objects"] = list(objects)
        now, run = self._now(), max(row.last_run for row in rows)
        event = Arrived(OURS, f"{kind} {run} {objects[0]}", kind, "reconciliation", body, body["readAt"])
        with self._database.begin() as connection:
            taken = self._intake.take_in(connection, [event])[0]
            for one in self._subscriptions.for_event(kind):
                self._keep(connection, one)
            for part in _parts(numbers):
                connection.execute(
                    DIFFERENCES.update()
                    .where(DIFFERENCES.c.id.in_(part), DIFFERENCES.c.state.in_((State.OPEN, State.FLAPPING)))
                    .values(state=State.SENT, event=taken.seq)
                )
            record(
                connection, at=now, actor=by, action="repair", run=taken.runs[0] if taken.runs else None,
                reconciliation=name, system=rows[0].system, objects=list(objects)[:20], event=taken.seq,
            )  # fmt: skip
        return Sent(numbers, rows[0].system, objects, taken.seq)


def settle(database: Database, now: float) -> int:
    """Says what became of the repairs that were sent and whose runs are over; how many differences that concerns."""
    with database.reading() as connection:
        events = list(connection.execute(
            sa.select(DIFFERENCES.c.event).where(DIFFERENCES.c.state == State.SENT).distinct()
        ).scalars())  # fmt: skip
        over = {event: one for event in events if (one := _over(connection, event)) is not None}
    count = 0
    for event, (workflow, at) in over.items():
        values: dict[str, Any] = {"state": State.REPAIRED, "closed_at": at or now, "closed_by": workflow}
        if not workflow:
            detail = "left alone: it was changed after it was compared, or its record has it otherwise by now"
            values = {"state": State.OPEN, "event": None, "detail": detail}
        with database.begin() as connection:
            mine = (DIFFERENCES.c.event == event, DIFFERENCES.c.state == State.SENT)
            count += connection.execute(DIFFERENCES.update().where(*mine).values(**values)).rowcount
    return count


def _over(connection: Connection, event: int) -> tuple[str, float | None] | None:
    """The workflow that wrote because of an event, and when; empty where none did, None where one is on its way."""
    states = list(connection.execute(sa.select(RUNS.c.state).where(RUNS.c.event == event)).scalars())
    if not states or any(one in OPEN for one in states):
        return None if states else ("", None)
    row = connection.execute(
        sa.select(EFFECTS.c.workflow, EFFECTS.c.decided_at)
        .where(EFFECTS.c.event == event, EFFECTS.c.state == EffectState.COMMITTED)
        .order_by(EFFECTS.c.id.desc())
    ).first()
    return (row.workflow, row.decided_at) if row is not None else ("", None)


def _by_object(rows: Iterable[Row[Any]]) -> dict[tuple[str, str], list[Row[Any]]]:
    found: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.kind in FIELDWISE or row.kind == Kind.ABSENT:
            found[row.system, row.object].append(row)
    return found


def _parts(items: Sequence[int]) -> Iterable[Sequence[int]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
