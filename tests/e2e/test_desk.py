"""The exception desk over mocks and a process that works: what people hear, mend, replay, and need not do at all."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.documents.merging import merged
from govkit.sync.alerts.sinks import Sink
from govkit.sync.exceptions.listing import Narrowed, listed
from govkit.sync.exceptions.mending import Mending
from govkit.sync.exceptions.replaying import keeping
from tests.e2e.sync_world import World, world

_STANDING = {"fault": "error", "status": 422, "system": "customer-success", "operation": "putAccountBillingStatus"}
_BOOKS = {"fault": "error", "status": 422, "system": "erp", "operation": "putContractObligations"}


class Desk:
    """A world, and what people hear of it."""

    def __init__(self, made: World, file: Path) -> None:
        self.world = made
        self._file = file

    def hears(self, text: str) -> bool:
        """Whether an alert says something, within some seconds."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if any(text in one for one in self.heard):
                return True
            time.sleep(0.1)
        return False

    @property
    def heard(self) -> list[str]:
        """All that was told."""
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else []
        return [json.loads(line)["data"]["text"] for line in lines]


@pytest.fixture(scope="module")
def desk(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    file = tmp_path_factory.mktemp("alerts") / "alerts.jsonl"
    with world(repository, tmp_path_factory.mktemp("world"), [Sink(name="desk", file=file)]) as made:
        yield Desk(made, file)


@pytest.mark.requirement("S4")
def test_a_later_event_frees_people_from_a_run_that_shows_less_than_it(desk: Desk) -> None:
    here = desk.world
    here.mocks.faults.replace([{**_STANDING, "times": 1}])
    first = here.run(here.tell("erp", "invoice.paid"), "invoice-paid")
    assert first.state == "parked"
    assert desk.hears("Invoice paid of contract CT-2026-0002 for C-10101")
    assert here.run(here.tell("erp", "invoice.paid"), "invoice-paid", "done").state == "done"
    assert here.run(first.event, "invoice-paid", "superseded").note.endswith("goes on")
    assert desk.hears("waits no more: it is needless, since something later stands for it.")


@pytest.mark.requirement("S4")
def test_people_mend_what_the_platform_takes_and_the_run_goes_on_with_it(desk: Desk) -> None:
    here = desk.world
    here.mocks.faults.replace([{**_BOOKS, "times": 2}])
    run = here.run(here.tell("billing", "subscription.amended"), "subscription-amendment")
    assert run.state == "parked"
    which = Narrowed(ids=(here.exception(run.id).id,))
    held = Mending(Contracts(here.runtime.contracts.estate, here.runtime.setting.read))
    (refused,) = here.act().mend(which, lambda body: merged(body, {"currency": "euro"}), held)
    assert "does not take it: /currency" in refused.refused
    (mended,) = here.act().mend(which, lambda body: merged(body, {"externalReference": "by-hand-1"}), held)
    assert mended.verdict.endswith("takes it")
    here.runtime.wake()
    assert here.run(run.event, "subscription-amendment").state == "done"
    ledger = here.mocks.ledger(limit=1000)
    (sent,) = (one["body"] for one in ledger if one["operation"] == "putContractObligations" and one["committed"])
    assert sent["externalReference"] == "by-hand-1"


@pytest.mark.requirement("S4")
def test_an_event_goes_once_more_and_what_was_written_for_it_is_not_written_again(desk: Desk) -> None:
    here = desk.world
    here.mocks.faults.replace([{**_STANDING, "times": 1}])
    run = here.run(here.tell("erp", "invoice.overdue"), "invoice-overdue")
    assert run.state == "parked"
    exception = here.exception(run.id).id
    subscriptions = here.runtime.subscriptions
    (change,) = here.act().replay(Narrowed(ids=(exception,)), subscriptions, keeping(subscriptions, time.time))
    assert not change.refused
    here.runtime.wake()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with here.database.reading() as connection:
            (one,) = listed(connection, Narrowed(ids=(exception,)))
        if one.state == "superseded":
            break
        time.sleep(0.1)
    assert (one.state, one.reason) == ("superseded", f"run {run.id + 1} did it")
