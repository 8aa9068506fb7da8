"""What alerts tell of exceptions: when they are raised, and when they wait no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.alerts.outbox import Alert, tell
from govkit.sync.store.tables import EFFECTS, EXCEPTIONS
from govkit.sync.store.texts import as_value
from govkit.sync.values import Json


def tell_raised(connection: Connection, number: int) -> None:
    """Tells of an exception that was raised."""
    row = _row(connection, number)
    tell(connection, _alert(connection, row, "exception", row.raised_at))


def tell_closed(connection: Connection, numbers: Iterable[int], how: str, by: str, at: float) -> None:
    """Tells of exceptions that wait no more: `how` they ended, and by whom."""
    for number in numbers:
        row = _row(connection, number)
        tell(connection, _alert(connection, row, "resolved", at, how=how, by=by))


def about(connection: Connection, row: Row[Any]) -> dict[str, Json]:
    """What an alert says of an exception: names of the estate, and no word of what was sent or answered."""
    return {
        "cause": row.cause,
        "kind": row.kind,
        "step": row.step,
        "status": row.status,
        "blocked": as_value(row.blocked),
        "system": _system(connection, row),
    }


def _alert(connection: Connection, row: Row[Any], kind: str, at: float, **more: Json) -> Alert:
    return Alert(
        kind=kind,
        subject=f"{kind} {row.id}",
        heap=f"{kind} {row.cause}",
        at=at,
        owner=row.owner,
        workflow=row.workflow,
        key=row.key,
        run=row.run,
        exception=row.id,
        event=row.event,
        about={**about(connection, row), **more},
        context=as_value(row.context),
    )


def _row(connection: Connection, number: int) -> Row[Any]:
    return connection.execute(sa.select(EXCEPTIONS).where(EXCEPTIONS.c.id == number)).one()


def _system(connection: Connection, row: Row[Any]) -> str:
    """The system that a call went to, as the ledger has it, else its API, as the request has it."""
    if row.effect is not None:
        found = connection.execute(sa.select(EFFECTS.c.system).where(EFFECTS.c.key == row.effect)).scalar()
        if found:
            return str(found)
    request = as_value(row.request)
    api = request.get("api") if isinstance(request, dict) else None
    return api.partition("@")[0] if isinstance(api, str) else ""
