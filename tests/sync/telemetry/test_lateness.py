"""Runs that are late are told once."""

from __future__ import annotations

import logging

import pytest

from govkit.sync.exceptions import audit
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.telemetry.lateness import LATE, tell_late
from tests.sync.stage import NOON, WORKFLOW, Stage


@pytest.mark.requirement("S7")
def test_a_run_that_is_late_is_told_once_with_its_business(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(database)
    run = stage.run(expect_by=NOON, context='{"customer":"cus_1","amount":120.50}')
    stage.run(key="b", expect_by=NOON + 100)
    stage.run(key="c", expect_by=NOON, state=RunState.DONE)
    with caplog.at_level(logging.WARNING, "govkit.sync.late"):
        (event,) = tell_late(database, now=NOON + 60)
        assert tell_late(database, now=NOON + 90) == []
    assert (event["type"], event["time"], event["subject"]) == (LATE, "2026-03-01T12:01:00Z", f"{WORKFLOW} for cus_1")
    assert event["data"]["lateBySeconds"] == 60
    assert event["data"]["context"]["customer"] == "cus_1"
    assert len(caplog.records) == 1
    with database.reading() as connection:
        (entry,) = audit.entries(connection, actions=(LATE,))
    assert (entry.run, entry.actor, entry.detail["event"]["id"]) == (run, "run", f"late-{run}")
