"""Polls and schedules as they run: in threads that survive failures, and end when they are told to."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

import pytest

from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.ticking import Sources, Ticking
from govkit.sync.store.database import Database
from govkit.sync.values import Answered, Asked
from tests.sync.inbox.stage import Listed, events
from tests.sync.inbox.test_polls import INVOICES, invoice


class Job:
    """Something that is due at once, and fails as often as a test says."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.done = 0
        self.twice = threading.Event()

    def run_due(self) -> None:
        self.done += 1
        if self.done <= self.failures:
            raise ZeroDivisionError
        if self.done >= 2:
            self.twice.set()

    def next_due(self) -> float | None:
        return time.time()


def test_what_is_due_is_done_until_it_is_stopped() -> None:
    job, other = Job(), Job()
    ticking = Ticking({"one": job, "other": other}, time.time)
    ticking.start()
    assert job.twice.wait(10)
    assert other.twice.wait(10)
    ticking.stop()
    done = job.done
    time.sleep(0.2)
    assert job.done == done


def test_what_fails_is_logged_and_done_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("govkit.sync.inbox.ticking._AFTER_FAILURE", 0.01)
    job = Job(failures=1)
    ticking = Ticking({"polls of erp": job}, time.time)
    with caplog.at_level(logging.ERROR):
        ticking.start()
        assert job.twice.wait(10)
    ticking.stop()
    assert "polls of erp: it is tried again" in caplog.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_system_that_is_slow_delays_no_other(database: Database) -> None:
    slow, asked = threading.Event(), threading.Event()

    def call(one: Asked, /) -> Answered:
        if one.api.startswith("crm"):
            slow.wait(20)
        else:
            asked.set()
        return Answered(
            200, {"items": [invoice(1)]} if one.api.startswith("erp") and len(one.parameters) == 2 else {"items": []}
        )

    crm = replace(INVOICES, name="crm.listCompanies", system="crm", api="crm@4.2.0")
    sources = Sources(
        database, Intake(database, Listed(), time.time), time.time, "here", call, [INVOICES, crm], ["* * * * *"]
    )
    assert list(sources.by_name()) == ["polls of crm", "polls of erp", "schedules"]
    ticking = Ticking(sources.by_name(), time.time)
    ticking.start()
    assert asked.wait(10)
    until = time.monotonic() + 10
    while not events(database) and time.monotonic() < until:
        time.sleep(0.02)
    slow.set()
    ticking.stop()
    assert [one.source for one in events(database)] == ["erp"]
