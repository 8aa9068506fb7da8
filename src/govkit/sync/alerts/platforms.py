"""Platforms that are left alone, and called again: told once, whichever of several workers finds it out."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.alerts.outbox import Alert, tell
from govkit.sync.store.database import Database
from govkit.sync.store.tables import ALERTS

CALM = 600.0
"""Seconds within which a platform that is up and down by turns is told of once."""
AGAIN = 3600.0
"""Seconds after which that a platform is down is told once more: who told it may have died before it was up."""


def tell_platform(database: Database, system: str, owner: str, *, is_down: bool, now: float) -> bool:
    """Tells that a platform is left alone, or called again; False where that is known."""
    kind = "platform-down" if is_down else "platform-up"
    with database.begin() as connection:
        database.lock(connection, [f"platform {system}"])
        down, up = (_last(connection, f"{one} {system}") for one in ("platform-down", "platform-up"))
        known = now < down + (AGAIN if down > up else CALM) if is_down else up >= down
        if known:
            return False
        subject, about = f"{kind} {system} {now:.3f}", {"system": system}
        heap = f"{kind} {system}"
        return tell(connection, Alert(kind=kind, subject=subject, heap=heap, at=now, owner=owner, about=about))


def _last(connection: Connection, heap: str) -> float:
    """When it was told last."""
    return float(connection.execute(sa.select(sa.func.max(ALERTS.c.at)).where(ALERTS.c.heap == heap)).scalar() or 0.0)
