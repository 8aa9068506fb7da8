"""What became of an event, or of all that concerned one key: event, runs, writes, failures, outcome, in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.errors import UsageError
from govkit.sync.exceptions import audit
from govkit.sync.store.tables import EFFECTS, EVENTS, EXCEPTIONS, RUNS

_MOST_EVENTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened. `of` is `event`, `run`, `write`, `exception` or `person`; `number` is that of it."""

    at: float
    event: int
    run: int | None
    of: str
    number: int | None
    what: str
    detail: str | None = None
    is_bad: bool = False


def timeline(connection: Connection, name: str) -> list[Happening]:
    """All that happened to an event, by its number or its source's identifier, or for a business key.

    Raises UsageError where nobody has heard of it.
    """
    events = _events(connection, name)
    if not events:
        raise UsageError(
            f"there is no event and no run of {name!r}",
            hint="name the number of an event, the identifier that its source gave it, or a business key",
        )
    return _in_time(connection, events)


def timeline_of_key(connection: Connection, key: str) -> list[Happening]:
    """All that happened for a business key, of its latest events. Raises UsageError where nobody has heard of it."""
    events = _named(connection, _of_key(key))
    if not events:
        raise UsageError(f"there is no run of {key!r}", hint="name a business key: a customer, an invoice, …")
    return _in_time(connection, events)


def _in_time(connection: Connection, events: list[Row[Any]]) -> list[Happening]:
    numbers = [event.seq for event in events]
    runs = _by_event(connection, sa.select(RUNS).order_by(RUNS.c.id), RUNS.c.event, numbers)
    effects = _by_event(connection, sa.select(EFFECTS).order_by(EFFECTS.c.id), EFFECTS.c.event, numbers)
    raised = _by_event(connection, sa.select(EXCEPTIONS).order_by(EXCEPTIONS.c.id), EXCEPTIONS.c.event, numbers)
    acts = audit.of_runs(connection, [run.id for several in runs.values() for run in several])
    found: list[Happening] = []
    for event in events:
        found.append(_came(event))
        for run in runs.get(event.seq, ()):
            found += [*_of_run(run), *_acts(event.seq, acts.get(run.id, ()))]
        found += [_write(effect) for effect in effects.get(event.seq, ())]
        found += [_raised(row) for row in raised.get(event.seq, ())]
    return sorted(found, key=lambda one: (one.event, one.at))


def _by_event(
    connection: Connection, asked: sa.Select[Any], column: sa.Column[Any], events: list[int]
) -> dict[int, list[Row[Any]]]:
    """Rows by the event that they are about."""
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(asked.where(column.in_(events))):
        found.setdefault(row.event, []).append(row)
    return found


def _events(connection: Connection, name: str) -> list[Row[Any]]:
    is_number = name.isascii() and name.isdecimal() and len(name) < 19
    numbered = [EVENTS.c.seq == int(name)] if is_number else []
    for condition in (*numbered, EVENTS.c.event_id == name, _of_key(name)):
        if rows := _named(connection, condition):
            return rows
    return []


def _of_key(key: str) -> sa.ColumnElement[bool]:
    return EVENTS.c.seq.in_(sa.select(RUNS.c.event).where(RUNS.c.key == key))


def _named(connection: Connection, condition: sa.ColumnElement[bool]) -> list[Row[Any]]:
    """The latest events that fit, in the order in which they came."""
    asked = sa.select(EVENTS).where(condition).order_by(EVENTS.c.seq.desc()).limit(_MOST_EVENTS)
    return list(connection.execute(asked))[::-1]


def _came(event: Row[Any]) -> Happening:
    repeats = f"came {event.repeats + 1} times" if event.repeats else None
    return Happening(
        at=event.received_at,
        event=event.seq,
        run=None,
        of="event",
        number=event.seq,
        what=f"{event.type} came from {event.source} by {event.channel}",
        detail="; ".join(text for text in (event.event_id, repeats) if text),
    )


def _raised(row: Row[Any]) -> Happening:
    return Happening(
        at=row.raised_at,
        event=row.event,
        run=row.run,
        of="exception",
        number=row.id,
        what=f"{row.kind} at {row.step}, {row.state}",
        detail=row.detail,
        is_bad=row.state == "open",
    )


def _of_run(run: Row[Any]) -> Iterator[Happening]:
    replay = f", replay {run.generation}" if run.generation else ""

    def happening(at: float, what: str, detail: str | None = None, *, is_bad: bool = False) -> Happening:
        return Happening(
            at=at, event=run.event, run=run.id, of="run", number=run.id, what=what, detail=detail, is_bad=is_bad
        )

    yield happening(run.created_at, f"{run.workflow} for {run.key}{replay}")
    if run.started_at is not None:
        yield happening(run.started_at, f"{run.workflow} began")
    if run.finished_at is not None:
        yield happening(run.finished_at, f"{run.workflow} is {run.state}", run.note)
    else:
        at = max(run.started_at or 0.0, run.created_at)
        where = f" at {run.step}" if run.step else ""
        yield happening(at, f"{run.workflow} is {run.state}{where}", run.note, is_bad=run.state == "parked")


def _write(effect: Row[Any]) -> Happening:
    status = f" {effect.status}" if effect.status is not None else ""
    tries = f", try {effect.tries}" if effect.tries > 1 else ""
    return Happening(
        at=effect.decided_at if effect.decided_at is not None else effect.last_sent_at,
        event=effect.event,
        run=effect.run,
        of="write",
        number=effect.id,
        what=f"{effect.api} {effect.operation}: {effect.state}{status}",
        detail=f"{effect.step}{tries}" + (f"; {effect.resource}" if effect.resource else ""),
        is_bad=effect.state in ("refused", "unknown"),
    )


def _acts(event: int, entries: Iterable[audit.Entry]) -> Iterator[Happening]:
    for entry in entries:
        if entry.actor != "run":
            reason = entry.detail.get("reason")
            yield Happening(
                at=entry.at,
                event=event,
                run=entry.run,
                of="person",
                number=entry.exception,
                what=f"{entry.actor}: {entry.action}",
                detail=str(reason) if reason else None,
            )
