"""What a run asks the database is found by indexes: a past of a million runs makes none slower."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa

from govkit.sync.effects.ledger import Intent, Ledger
from govkit.sync.engine.durable import Durable
from govkit.sync.engine.identity import Identity
from govkit.sync.engine.worker import Worker
from govkit.sync.exceptions.people import Queue
from govkit.sync.inbox.intake import Intake
from govkit.sync.lanes import Lanes
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import RUNS
from govkit.sync.telemetry.timeline import timeline
from govkit.sync.values import Answered, Arrived, Asked
from tests.sync.inbox.stage import Listed
from tests.sync.running.scripted import KEYED
from tests.sync.stage import NOON, Stage

_SMALL = ("govkit_workers", "govkit_pins", "govkit_exceptions", "govkit_audit")
"""Tables of few rows."""


class _Named:
    name = "worker-1"


class _Still:
    """An engine that runs nothing."""

    def run(self, *_: int) -> None:
        pass


@contextmanager
def _heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their parameters."""
    found: list[tuple[str, Any]] = []

    def executed(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        found.append((statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", executed)


def _scanned(database: Database, heard: list[tuple[str, Any]]) -> list[str]:
    """The statements that read a whole table, or a whole index."""
    explain = _whole_on_sqlite if database.is_sqlite else _whole_on_postgres
    with database.begin() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        asked = [one for one in heard if one[0].lstrip()[:6] in ("SELECT", "UPDATE", "DELETE") and "govkit_" in one[0]]
        return [f"{table}: {said}" for said, given in asked for table in explain(connection, said, given)]


def _whole_on_sqlite(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    words = [str(row[-1]).split() for row in plan]
    return [one[1] for one in words if one[0] == "SCAN" and one[1].startswith("govkit_") and one[1] not in _SMALL]


def _whole_on_postgres(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    nodes, found = [plan[0]["Plan"]], []
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", ())
        reads = node["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan")
        if reads and "Index Cond" not in node and node["Relation Name"] not in _SMALL:
            found.append(str(node["Relation Name"]))
    return found


def _intent(run: int, event: int) -> Intent:
    asked = Asked("change", "erp@1.0.0", "createOrder", body={"n": 1})
    return Intent(run, event, "billing evt_1", "trial", "order", 1, asked, KEYED)


def test_the_intake_the_claim_and_the_end_of_a_run_are_found_by_indexes(database: Database) -> None:
    lanes, stage = Lanes(database), Stage(database)
    intake = Intake(database, Listed(), lambda: NOON)
    worker = Worker(database, cast("Durable", _Still()), cast("Identity", _Named()), lambda: NOON)
    run, behind = stage.run(), stage.run()
    with _heard(database) as heard:
        intake.take(Arrived("erp", "evt_1", "erp.invoice.changed", "webhook", {"id": "1"}))
        intake.take(Arrived("erp", "evt_1", "erp.invoice.changed", "webhook", {"id": "1"}))
        assert worker._claimed() == 1
        with database.begin() as connection:
            row = connection.execute(RUNS.select().where(RUNS.c.id == run)).one()
            lanes.leave(connection, run, RunState.DONE, now=NOON)
            Queue(lanes, lambda: NOON).through(connection, row)
    assert stage.row(behind)["state"] == RunState.READY
    assert _scanned(database, heard) == []


def test_the_entry_of_a_write_is_found_by_an_index(database: Database) -> None:
    stage = Stage(database)
    run = stage.run()
    ledger, intent = Ledger(database, lambda: NOON), _intent(run, stage.row(run)["event"])
    with _heard(database) as heard:
        assert ledger.find(intent) is None
        ledger.end(ledger.begin(intent), Answered(201, {}))
        assert ledger.find(intent) is not None
    assert _scanned(database, heard) == []


def test_what_happened_for_a_key_is_found_by_an_index(database: Database) -> None:
    Stage(database).run(key="cus_7")
    with _heard(database) as heard, database.reading() as connection:
        assert timeline(connection, "cus_7")
    assert _scanned(database, heard) == []


def test_a_statement_that_reads_a_whole_table_is_told(database: Database) -> None:
    with _heard(database) as heard, database.reading() as connection:
        connection.execute(sa.select(RUNS.c.id).where(RUNS.c.note == "x")).all()
    assert len(_scanned(database, heard)) == 1
