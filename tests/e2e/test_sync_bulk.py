"""What the platforms have already goes through the bulk paths of the reference estate, over mocks and by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Document
from govkit.sync.bulk.loading import Loaded, Loading, Place
from govkit.sync.bulk.paths import chosen, paths_of
from govkit.sync.calls import Platforms
from govkit.sync.running.keeping import keeping_pins
from govkit.sync.store.tables import LOADED, RUNS
from tests.e2e.sync_world import World, world

_SHOWN, _STANDING = ("customer-success", "putAccountBillingStatus"), ("support", "putBillingStanding")
_BOOKED = ("erp", "putContractObligations")


@pytest.fixture(scope="module")
def here(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(repository, tmp_path_factory.mktemp("world")) as made:
        yield made


def load(here: World, workflow: str, most: int, *, resume: bool = False) -> Loaded:
    """A load of a few events."""
    runtime = here.runtime
    place = Place(
        runtime.platforms.call,
        here.database,
        runtime.subscriptions,
        keep=keeping_pins(runtime.subscriptions, runtime.setting.now),
    )
    estate = runtime.contracts.estate
    documents = [one for one in map(read_document, estate.workflow_documents) if isinstance(one, Document)]
    (path,) = chosen(paths_of(runtime.contracts, documents), workflow, None)
    found = Loading(place, most=most).load(path, "anna", resume=resume)
    assert found is not None
    runtime.wake()
    return found


def runs(here: World, load: int | None) -> list[int]:
    """The runs of a load, each as an event of its own."""
    asked = sa.select(RUNS.c.event).join(LOADED, LOADED.c.run == RUNS.c.id).where(LOADED.c.load == load)
    with here.database.reading() as connection:
        return list(connection.execute(asked.order_by(RUNS.c.id)).scalars())


@pytest.mark.requirement("S8")
def test_how_customers_stand_is_shown_once_for_each_though_the_load_is_stopped(here: World) -> None:
    first = load(here, "show-standing", 4)
    assert (first.state, first.events) == ("paused", 4)
    event = here.tell("erp", "invoice.overdue")
    assert here.run(event, "invoice-overdue").state == "done", "events go on meanwhile"
    found = load(here, "show-standing", 4, resume=True)
    assert (found.load, found.events) == (first.load, 8)
    events = runs(here, found.load)
    assert len(events) == 8
    wrote = []
    for one in events:
        run = here.run(one, "show-standing")
        assert run.state == "done", here.exception(run.id).detail
        wrote.append(here.written(run.id))
    assert [_SHOWN, _STANDING] in wrote
    assert all(set(each) <= {_SHOWN, _STANDING} for each in wrote)


def test_calls_for_a_load_leave_room_for_those_for_events(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    plain = Platforms.ready_at

    def heard(platforms: Platforms, system: str, *, yields: bool = False) -> float:
        asked.append(yields)
        return plain(platforms, system, yields=yields)

    monkeypatch.setattr(Platforms, "ready_at", heard)
    (event,) = runs(here, load(here, "show-standing", 1).load)
    here.run(event, "show-standing")
    assert asked
    assert all(asked)
    asked.clear()
    here.run(here.tell("erp", "invoice.overdue"), "invoice-overdue")
    assert asked
    assert not any(asked)


@pytest.mark.requirement("S8")
def test_contracts_in_force_come_into_the_books_and_what_cannot_waits_for_people(here: World) -> None:
    """A price of usage, with four decimals, is no obligation that the ERP could keep: nobody had seen it before."""
    found = load(here, "contract-to-books", 6)
    ended = [here.run(event, "contract-to-books") for event in runs(here, found.load)]
    assert [here.written(run.id) for run in ended if run.state == "done"] == [[_BOOKED]] * 5
    (parked,) = (run for run in ended if run.state == "parked")
    raised = here.exception(parked.id)
    assert (raised.kind, raised.step, raised.contract) == ("mapping", "obligations", parked.key)
    assert "has more decimals than SGD" in raised.detail
    again = load(here, "contract-to-books", 1)
    assert (again.known, again.events) == (6, 1), "what was loaded is known"
