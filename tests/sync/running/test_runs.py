"""Runs as rows: how one that cannot go on is handed to people."""

from __future__ import annotations

from typing import cast

import pytest
import sqlalchemy as sa

from govkit.sync.effects.sending import Sender
from govkit.sync.exceptions.people import Queue
from govkit.sync.lanes import Lanes
from govkit.sync.running.bodies import Bodies
from govkit.sync.running.pins import Pins
from govkit.sync.running.runs import Runner
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import EVENTS, EXCEPTIONS, RUNS
from tests.sync.running.scripted import Trial

STEPS = "- {stepId: one, operationId: $sourceDescriptions.erp.getThing}"


@pytest.mark.parametrize(("is_kept", "owner"), [(True, "ops"), (False, "")])
def test_a_run_that_ends_its_process_each_time_waits_for_the_owner_of_its_workflow(
    database: Database, is_kept: bool, owner: str
) -> None:
    trial = Trial(database, STEPS, {})
    lanes, pins = Lanes(database), Pins()
    with database.begin() as connection:
        if is_kept:
            pins.keep(connection, trial.pin, trial.clock.now())
        said = {"source": "erp", "event_id": "e", "type": "t", "channel": "webhook", "body": "{}", "received_at": 0.0}
        connection.execute(EVENTS.insert().values(**said))
        run = lanes.enter(connection, event=1, workflow="trial", key="k", pin=trial.pin.digest, context="{}", now=0.0)
        connection.execute(RUNS.update().values(state=RunState.RUNNING, stretch=21))
    runner = Runner(
        database,
        lanes,
        Pins(),
        cast("Sender", None),
        Queue(lanes, trial.clock.now),
        None,
        lambda _: cast("tuple[Bodies, object]", None),  # type: ignore[arg-type, return-value]
        trial.clock.now,
        trial.clock.sleep,
    )
    runner.give_up(run, 21)
    with database.reading() as connection:
        (row,) = connection.execute(sa.select(EXCEPTIONS.c.kind, EXCEPTIONS.c.owner)).all()
        state = connection.execute(sa.select(RUNS.c.state)).scalar_one()
    assert (row.kind, row.owner, state) == ("internal", owner, RunState.PARKED)
