"""What is over is swept away, with what the engine keeps of it; what is open stays."""

from __future__ import annotations

import time

import sqlalchemy as sa

from govkit.sync.engine.durable import Durable, KeptSteps, stretch_id
from govkit.sync.engine.identity import identify
from govkit.sync.service import migrate
from govkit.sync.store.database import Database


def _kept(database: Database) -> set[str]:
    prefix = "" if database.is_sqlite else "dbos."
    with database.reading() as connection:
        found = connection.execute(sa.text(f"SELECT workflow_uuid FROM {prefix}workflow_status"))
        return set(found.scalars())


def test_what_the_engine_keeps_of_a_stretch_is_forgotten(database: Database) -> None:
    migrate(database)

    def stretch(run: int, number: int, journal: KeptSteps) -> None:
        journal.do("step", lambda: {"at": time.time()})

    identity = identify(database)
    durable = Durable(database, identity.name, stretch)
    durable.launch()
    try:
        for run in (1, 2):
            durable.run(run, 1)
        assert _kept(database) == {stretch_id(1, 1), stretch_id(2, 1)}
        assert set(durable.kept(1, 2)) == {"step"}
        durable.forget([stretch_id(1, 1)])
        assert _kept(database) == {stretch_id(2, 1)}
        assert durable.kept(1, 2) == {}
    finally:
        durable.close()
        identity.close()
