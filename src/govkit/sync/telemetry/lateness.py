"""Runs that are late, told once: people hear of business that waits before its customers do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

from govkit.sync.alerts.outbox import Alert, tell
from govkit.sync.exceptions import audit
from govkit.sync.store.database import Database
from govkit.sync.store.tables import RUNS
from govkit.sync.telemetry.standing import Late, late_runs

LATE = "govkit.run.late"
"""The type of the event, and the action in the audit."""

_NOBODY: Mapping[str, str] = {}
_LOG = logging.getLogger("govkit.sync.late")


def tell_late(database: Database, *, now: float, owners: Mapping[str, str] = _NOBODY) -> list[dict[str, Any]]:
    """Tells of each run that is late and of which nobody was told, in the log and in the audit; what was told.

    Each is an event in the form of CloudEvents 1.0, and an alert to the owner of the workflow. Of several processes one
    tells. `owners` are the teams of workflows.
    """
    with database.reading() as connection:
        found = list(late_runs(connection, now=now, untold=True))
    told = []
    for late in found:
        with database.begin() as connection:
            if _is_mine(connection, late.run):
                event = _event(late, now)
                audit.record(connection, at=now, actor="run", action=LATE, run=late.run, event=event)
                tell(connection, _alert(late, owners.get(late.workflow, ""), now))
                told.append(event)
    for event in told:
        _LOG.warning("%s: %s", event["subject"], event["data"])
    return told


def _alert(late: Late, owner: str, now: float) -> Alert:
    return Alert(
        kind="late",
        subject=f"late {late.run}",
        heap=f"late {late.workflow}",
        at=now,
        owner=owner,
        workflow=late.workflow,
        key=late.key,
        run=late.run,
        event=late.event,
        about={"state": late.state.value, "expectedBy": late.expect_by},
        context=late.context,
    )


def _is_mine(connection: Connection, run: int) -> bool:
    mark = RUNS.update().where(RUNS.c.id == run, RUNS.c.late_told.is_(False)).values(late_told=True)
    return bool(connection.execute(mark).rowcount)


def _event(late: Late, now: float) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"late-{late.run}",
        "source": f"govkit/workflows/{late.workflow}",
        "type": LATE,
        "time": _instant(now),
        "subject": f"{late.workflow} for {late.key}",
        "data": {
            "run": late.run,
            "event": late.event,
            "workflow": late.workflow,
            "key": late.key,
            "state": late.state.value,
            "expectedBy": _instant(late.expect_by),
            "lateBySeconds": round(now - late.expect_by),
            "context": dict(late.context),
        },
    }


def _instant(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
