"""How the workflows do: by process what goes through, how long it takes, what fails and what waits; and the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from govkit.gate.answers.report import Asked, Table, report_named
from govkit.portal.drawing.sparkline import sparkline
from govkit.portal.page import Ask, Page, Section
from govkit.portal.pages._runtime import of_runtime, reading
from govkit.portal.rows import paged
from govkit.sync.words import span

if TYPE_CHECKING:
    from govkit.sync.figures.days import Days

_DAYS = 14
_LATELY = 60.0
"""Seconds for which figures of a whole period are shown as they are."""
_MOST = 50
"""Of what is late or in doubt, how many are named."""


@of_runtime("Workflow health")
def _make(ask: Ask) -> dict[str, Any]:
    from govkit.sync.figures.days import days_of
    from govkit.sync.telemetry.outstanding import outstanding
    from govkit.sync.telemetry.standing import late_runs, oldest_waiting, polls, unknown_writes, workers

    now = time.time()
    with reading(ask) as connection:
        waits = outstanding(connection, now=now)
        oldest = oldest_waiting(connection, now)
        days = days_of(connection, now=now, days=_DAYS)
        stands = {
            "late": list(late_runs(connection, now=now, most=_MOST)),
            "unknown": list(unknown_writes(connection, _MOST)),
            "polls": list(polls(connection)),
            "workers": list(workers(connection, now)),
        }
    asked = Asked(estate=ask.state.estate, on=datetime.fromtimestamp(now, UTC).date(), database=ask.state.database)
    report = ask.state.lately("operations", lambda: report_named("operations").make(asked), _LATELY)
    processes = [_process(name, one, oldest.get(name), now) for name, one in days.items()]
    return {
        "title": "Workflow health",
        "now": now,
        "days": _DAYS,
        "waits": waits,
        "stands": stands,
        "processes": paged(ask, "/health", processes, lambda row: row["name"]),
        "report": report,
        "tables": [_narrowed(table) for table in report.tables if table.rows],
    }


def _narrowed(table: Table) -> Table:
    """A table without the columns in which no row says anything."""
    kept = [number for number in range(len(table.columns)) if any(row[number] not in (None, ()) for row in table.rows)]
    columns = tuple(table.columns[number] for number in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[number] for number in kept) for row in table.rows))


def _process(name: str, one: Days, oldest: float | None, now: float) -> dict[str, Any]:
    last = next((took for took in reversed(one.took) if took is not None), None)
    return {
        "name": name,
        "done": sum(one.done),
        "done_line": _drawn(one.done, f"{name}: runs that were done"),
        "took": span(last) if last is not None else None,
        "took_line": _drawn(one.took, f"{name}: how long runs took in the mean"),
        "failed": sum(one.failed),
        "failed_line": _drawn(one.failed, f"{name}: exceptions that were raised"),
        "open": one.open,
        "oldest": span(now - oldest) if oldest is not None else None,
        "exceptions": one.exceptions,
        "amounts": one.amounts,
    }


def _drawn(values: Sequence[float | None], what: str) -> str:
    known = [one for one in values if one is not None]
    if not any(known):
        return ""
    return sparkline(values, f"{what}, day by day over {len(values)} days, {max(known):,.0f} at most")


PAGES = (
    Page(
        name="health",
        path="/health",
        make=_make,
        menu="Workflow health",
        section=Section.OPERATIONS,
        order=5,
        exported=False,
    ),
)
