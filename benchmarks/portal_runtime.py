"""How long pages of the portal take that show what runs, over a large past and a long queue.

python -m benchmarks.portal_runtime [--events 100000] [--exceptions 10000] [--times 15] [--postgres] [--keep]

writes benchmarks/results/portal_runtime.json; `--keep` leaves it as it is, and prints alone.

The estate is the reference estate. In the database each event has a run, and each exception is open, of one of forty
causes, with an amount of its own; one run in ten is of one key, `busy`. Acts are as many as events, messages a tenth,
differences as many as exceptions. Times are those of the application alone, without a socket: `cpu_ms` is what the
process used (without that of a PostgreSQL server), which other load changes least; `worst` is the slowest of all but
the first.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from benchmarks.machine import pace
from govkit.portal.application import application
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept
from govkit.sync.reconciling.findings import Figures, OfField, OfSystem
from govkit.sync.store.database import Database
from govkit.sync.store.tables import AUDIT, DIFFERENCES, EVENTS, EXCEPTIONS, MESSAGES, RECONCILED, RUNS, WORKERS
from govkit.sync.store.texts import as_text
from tests.sync.postgres import Postgres

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "portal_runtime.json"
_HOST = "portal.test"
_AT_ONCE = 5_000
_CAUSES = 40
_RECONCILIATION = "customers-nightly"
_BODY = as_text({"id": "evt", "lines": [{"net": "10.00", "text": "x" * 60} for _ in range(10)]})


def main(chosen: argparse.Namespace) -> dict[str, Any]:
    """Fills a database, and asks for each page."""
    with tempfile.TemporaryDirectory() as name, _url(Path(name), postgres=chosen.postgres) as url:
        database = Database(url)
        database.migrate()
        fill(database, chosen.events, chosen.exceptions)
        database.close()
        pages = asyncio.run(_asked(url, Path(name), chosen.times))
    return {
        "events": chosen.events,
        "exceptions": chosen.exceptions,
        "store": "postgresql" if chosen.postgres else "sqlite",
        "seconds_for_ten_million_additions": pace(),
        "worst_median_ms": max(one["median_ms"] for one in pages.values()),
        "worst_ms": max(one["worst_ms"] for one in pages.values()),
        "pages": pages,
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
    }


@contextmanager
def _url(folder: Path, *, postgres: bool) -> Iterator[str]:
    if not postgres:
        yield f"sqlite:///{folder / 'sync.db'}"
        return
    server = Postgres()
    server.start()
    try:
        server.execute("CREATE DATABASE portal")
        yield server.url("portal")
    finally:
        server.close()


def fill(database: Database, events: int, exceptions: int) -> None:
    """Events with their runs, the last of which are parked, each by an exception."""
    now = time.time()
    first = now - 30 * 86_400
    with database.begin() as connection:
        connection.execute(WORKERS.insert().values(executor="host-1", started_at=first, beat_at=now))
    for table, count, row in (
        (EVENTS, events, lambda number: _event(number, first + number * 20)),
        (RUNS, events, lambda number: _run(number, first + number * 20, parked=number > events - exceptions)),
        (EXCEPTIONS, exceptions, lambda number: _exception(number, events - exceptions + number, now)),
        (AUDIT, events, lambda number: _act(number, first + number)),
        (MESSAGES, events // 10, lambda number: _message(number, first + number)),
        (DIFFERENCES, exceptions, _difference),
    ):
        for start in range(1, count + 1, _AT_ONCE):
            rows = [row(number) for number in range(start, min(start + _AT_ONCE, count + 1))]
            with database.begin() as connection:
                connection.execute(table.insert(), rows)
    figures = Figures("customer", "crm", {"crm": OfSystem(records=101), "billing": OfSystem(records=100)})
    figures.systems["billing"].fields["email"] = OfField("crm", both=100, equal=90, differs=10)
    with database.begin() as connection:
        connection.execute(
            RECONCILED.insert().values(
                reconciliation=_RECONCILIATION,
                state="done",
                started_by="anna",
                holder="x",
                held_until=0,
                started_at=first,
                finished_at=first + 60,
                figures=as_text(figures.as_json()),
            )
        )
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _event(number: int, at: float) -> dict[str, Any]:
    return {
        "source": "billing", "event_id": f"evt_{number}", "type": f"billing.invoice.t{number % 7}",
        "channel": "webhook", "body": _BODY, "received_at": at,
    }  # fmt: skip


def _run(number: int, at: float, *, parked: bool) -> dict[str, Any]:
    return {
        "event": number, "workflow": f"workflow-{number % 12}", "key": "busy" if number % 10 == 0 else f"cus_{number}",
        "pin": "pin-1", "state": "parked" if parked else "done", "created_at": at, "started_at": at,
        "finished_at": None if parked else at + 9, "step": "post" if parked else None,
    }  # fmt: skip


def _exception(number: int, run: int, now: float) -> dict[str, Any]:
    workflow = f"workflow-{run % 12}"
    return {
        "run": run, "event": run, "workflow": workflow, "key": "busy" if run % 10 == 0 else f"cus_{run}",
        "step": "post", "try": 1, "state": "open", "kind": "tax-configuration", "detail": "DE01 has no rate for S-1",
        "cause": f"{workflow}/post: tax-configuration {number % _CAUSES}", "owner": "team:finance-systems",
        "customer": f"cus_{number}", "contract": f"ctr_{number}", "region": "eu", "amount": f"{number * 7.31:.2f}",
        "currency": "EUR" if number % 3 else "USD", "status": 422, "request": as_text({"body": _BODY}),
        "answer": _BODY, "raised_at": now - number * 60,
    }  # fmt: skip


def _act(number: int, at: float) -> dict[str, Any]:
    return {"at": at, "actor": f"person-{number % 20}", "action": "retry", "run": number, "exception": number}


def _message(number: int, at: float) -> dict[str, Any]:
    return {
        "name": f"m{number}", "sink": "chat", "kind": "exception", "heap": f"h{number}", "count": 1, "told": "[]",
        "state": "dead" if number % 5 == 0 else "sent", "made_at": at, "due": at, "tries": 3, "error": "404",
    }  # fmt: skip


def _difference(number: int) -> dict[str, Any]:
    return {
        "reconciliation": _RECONCILIATION, "system": "billing", "object": f"c-{number}", "field": "email",
        "kind": "differs", "state": "open", "record": "crm", "local": f"l-{number}", "expected": "Acme",
        "found": "ACME", "first_run": 1, "last_run": 1, "first_seen": 1.0, "last_seen": 2.0,
    }  # fmt: skip


PATHS = (
    "/",
    "/health",
    "/exceptions",
    "/exceptions?by=age",
    "/exceptions?workflow=workflow-3&owner=finance-systems",
    "/exceptions?system=erp",
    "/exceptions/group",
    "/exceptions/group?page=50",
    "/exceptions/group?q=cus_99",
    "/exceptions/group?cause=workflow-3%2Fpost%3A+tax-configuration+3",
    "/exceptions/500",
    "/events",
    "/events?type=billing.invoice.t3",
    "/events?source=nobody",
    "/events?key=busy",
    "/events?before=50000",
    "/events/500",
    "/events/of?key=busy",
    "/alerts",
    "/alerts?state=dead",
    "/reconciliation",
    "/reconciliation/customers-nightly",
    "/audit",
    "/audit?actor=person-3",
    "/audit?actor=nobody",
)


async def _asked(url: str, folder: Path, times: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each page: the first answer, and later ones."""
    kept = Kept(lambda: Database(url))
    held = Held(HERE.parent, lambda: None, kept)
    access = Access(folder / "state", kept)
    transport = httpx.ASGITransport(application(held, frozenset({_HOST}), access))
    found = {}
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{_HOST}", timeout=600) as client:
        token = access.tokens.make("anna", Role.OPERATOR, by="benchmark")
        await client.post("/sign-in", data={"token": token}, headers={"origin": f"http://{_HOST}"})
        for path in PATHS:
            walls, cpus = [], []
            for _ in range(times + 1):
                start, used = time.perf_counter(), time.process_time()
                answer = await client.get(path)
                walls.append((time.perf_counter() - start) * 1000)
                cpus.append((time.process_time() - used) * 1000)
                if answer.status_code != 200:
                    raise SystemExit(f"{path}: {answer.status_code}")
            found[path] = {
                "first_ms": round(walls[0], 1),
                "median_ms": round(statistics.median(walls[1:]), 1),
                "worst_ms": round(max(walls[1:]), 1),
                "cpu_ms": round(statistics.median(cpus[1:]), 1),
                "kib": round(len(answer.content) / 1024),
            }
    kept.close()
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--exceptions", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", action="store_true")
    asked_for = parser.parse_args()
    results = main(asked_for)
    if not asked_for.keep:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    for path, one in sorted(results["pages"].items(), key=lambda pair: -pair[1]["median_ms"]):
        times = "".join(f"{one[name]:9.1f}" for name in ("first_ms", "median_ms", "worst_ms", "cpu_ms"))
        print(f"{path:62}{times} ms {one['kib']:6} KiB")
