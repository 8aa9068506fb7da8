"""The audit trail: who did what to which run, which exception, which link, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.inbox.keeping import json_text
from govkit.sync.store.tables import AUDIT
from govkit.sync.store.texts import as_value

_AT_ONCE = 500
"""How many numbers one statement is given: databases bound them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `actor` is a person, or `run` where the runtime did it by itself."""

    id: int
    at: float
    actor: str
    action: str
    run: int | None
    exception: int | None
    detail: Mapping[str, Any]


def record(
    connection: Connection,
    *,
    at: float,
    actor: str,
    action: str,
    run: int | None = None,
    exception: int | None = None,
    **detail: Any,
) -> None:
    """Adds an act, in the transaction that does it. What is None of the detail is left out."""
    said = {name: value for name, value in detail.items() if value is not None}
    connection.execute(
        AUDIT.insert().values(at=at, actor=actor, action=action, run=run, exception=exception, detail=json_text(said))
    )


def entries(connection: Connection, *, run: int | None = None, actions: tuple[str, ...] = ()) -> list[Entry]:
    """The acts in order: those on a run, those of some sorts, or all."""
    asked = sa.select(AUDIT).order_by(AUDIT.c.id)
    if run is not None:
        asked = asked.where(AUDIT.c.run == run)
    if actions:
        asked = asked.where(AUDIT.c.action.in_(actions))
    return _read(connection, asked)


def of_runs(connection: Connection, runs: Sequence[int]) -> dict[int, list[Entry]]:
    """The acts on each of some runs, in order."""
    found: dict[int, list[Entry]] = {}
    for start in range(0, len(runs), _AT_ONCE):
        asked = sa.select(AUDIT).where(AUDIT.c.run.in_(runs[start : start + _AT_ONCE])).order_by(AUDIT.c.id)
        for entry in _read(connection, asked):
            found.setdefault(entry.run or 0, []).append(entry)
    return found


def latest(
    connection: Connection, *, actor: str = "", action: str = "", before: int | None = None, most: int = 100
) -> list[Entry]:
    """The last acts, the newest first: of one person, of one sort, those with numbers below `before`."""
    asked = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)
    if actor:
        asked = asked.where(AUDIT.c.actor == actor)
    if action:
        asked = asked.where(AUDIT.c.action == action)
    if before is not None:
        asked = asked.where(AUDIT.c.id < before)
    return _read(connection, asked)


def _read(connection: Connection, asked: sa.Select[Any]) -> list[Entry]:
    return [
        Entry(row.id, row.at, row.actor, row.action, row.run, row.exception, as_value(row.detail))
        for row in connection.execute(asked)
    ]
