"""Finished runs in bulk: one that really ran, copied within the database, with all that it left in every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govkit.sync.store.database import Database
from govkit.sync.store.tables import EFFECTS, EVENTS, RUNS

_AT_ONCE = 20_000
_BUSY = 10
"""One run in so many is of one key: a workflow without a key has no other."""
_A_KEY = 20
"""Runs of every other key."""


@dataclass(frozen=True)
class _Copied:
    """A table, which of its rows are copied, and what is another in each copy."""

    table: sa.Table
    rows: sa.ColumnElement[bool]
    other: Mapping[str, Any]


def fill(database: Database, start: int, end: int) -> None:
    """Copies the first run of a database so often that `end` are there; those up to `start` are there already."""
    numbers = sa.select(sa.func.min(RUNS.c.id), sa.func.min(RUNS.c.event), sa.func.max(RUNS.c.id))
    with database.reading() as connection:
        run, event, last = connection.execute(numbers).one()
    tables = _tables(database, run, event, last - start, max(end // _A_KEY, 1))
    for at in range(start, end, _AT_ONCE):
        with database.begin() as connection:
            for one in tables:
                connection.execute(_copy(database, one, at + 1, min(at + _AT_ONCE, end)))
    if not database.is_sqlite:
        _catch_up(database)


_I: sa.ColumnClause[int] = sa.column("i", sa.Integer)


def _tables(database: Database, run: int, event: int, behind: int, keys: int) -> list[_Copied]:
    """All that is copied of a run, to numbers behind one."""
    new_run, new_event = behind + _I, behind - run + event + _I
    stretch: sa.ColumnElement[Any] = sa.func.concat("run-", new_run, "-1")
    key = sa.case((_I % _BUSY == 0, "busy"), else_=sa.func.concat("bulk-", _I % keys))
    random = sa.func.encode(sa.func.sha256(sa.cast(sa.cast(sa.func.random(), sa.Text), sa.LargeBinary)), "hex")
    if database.is_sqlite:
        stretch = sa.literal("run-") + sa.cast(new_run, sa.Text) + "-1"
        key = sa.case((_I % _BUSY == 0, "busy"), else_=sa.literal("bulk-") + sa.cast(_I % keys, sa.Text))
        random = sa.func.lower(sa.func.hex(sa.func.randomblob(20)))
    schema = None if database.is_sqlite else "dbos"
    known = sa.MetaData()
    engines = [sa.Table(one, known, schema=schema, autoload_with=database.engine) for one in _ENGINE]
    was = f"run-{run}-1"
    return [
        _Copied(EVENTS, EVENTS.c.seq == event, {"seq": new_event, "event_id": stretch}),
        _Copied(RUNS, RUNS.c.id == run, {"id": new_run, "event": new_event, "key": key}),
        _Copied(EFFECTS, EFFECTS.c.run == run, {"id": None, "key": random, "run": new_run, "event": new_event}),
        *(_Copied(one, one.c.workflow_uuid == was, {"workflow_uuid": stretch}) for one in engines),
    ]


_ENGINE = ("workflow_status", "operation_outputs")


def _copy(database: Database, one: _Copied, start: int, end: int) -> sa.Insert:
    """Copies rows so often as there are numbers."""
    series: sa.FromClause = sa.func.generate_series(start, end).table_valued("i", name="n").render_derived()
    if database.is_sqlite:
        base = sa.select(sa.literal(start).label("i")).cte("n", recursive=True)
        series = base.union_all(sa.select(base.c.i + 1).where(base.c.i < end))
    columns = [column for column in one.table.c if one.other.get(column.name, column) is not None]
    values = [one.other.get(column.name, column) for column in columns]
    rows = sa.select(*values).select_from(one.table.join(series, sa.true())).where(one.rows)
    return one.table.insert().from_select(columns, rows, include_defaults=False)


def _catch_up(database: Database) -> None:
    """Lets the counters of keys go on behind what was copied, and the planner know of it."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for column in (EVENTS.c.seq, RUNS.c.id):
            counter = sa.func.pg_get_serial_sequence(column.table.name, column.name)
            connection.execute(sa.select(sa.func.setval(counter, sa.func.max(column))))
        connection.exec_driver_sql("VACUUM ANALYZE")


def size(database: Database) -> int:
    """Bytes that a database takes."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not database.is_sqlite:
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
