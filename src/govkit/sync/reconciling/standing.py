"""How each reconciliation of an estate stands: when it ran, how far systems agreed, how many differences stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from govkit.catalog.entries import Entry
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.schedules import next_due
from govkit.sync.reconciling.cutting import count
from govkit.sync.reconciling.listing import Ran, last_done, runs


@dataclass(frozen=True, slots=True)
class Standing:
    """A reconciliation: its last run, the last that was done, and what stands of it.

    `count` is None where no run was done, `due` where none begins by itself.
    """

    entry: Entry[ReconciliationSpec]
    newest: Ran | None
    done: Ran | None
    count: int | None
    due: float | None


def standings(
    connection: Connection, reconciliations: Mapping[str, Entry[ReconciliationSpec]], now: float
) -> list[Standing]:
    """Each of them, in their order."""
    found = []
    for name, entry in reconciliations.items():
        done = last_done(connection, name)
        due = next_due(entry.spec.schedule, datetime.fromtimestamp(now, UTC))
        found.append(
            Standing(
                entry,
                newest=next(iter(runs(connection, name, 1)), None),
                done=done,
                count=count(connection, name) if done is not None else None,
                due=due.timestamp() if due is not None else None,
            )
        )
    return found
