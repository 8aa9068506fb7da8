"""The bulk paths of the reference estate: what they read, with whose grants, and the event that a record makes."""

from __future__ import annotations

from functools import cache

import pytest

from govkit.catalog.workflows.loading import read_document
from govkit.catalog.workflows.model import Document
from govkit.errors import InputError, UsageError
from govkit.sync.bulk.paths import Path, chosen, paths_of
from govkit.sync.inbox.subscribing import bulk_type
from govkit.sync.running.subscriptions import EstateSubscriptions
from tests.sync.inbox.estates import ROOT, contracts_in, reference

VISIBILITY = "catalog/workflows/collections-visibility.arazzo.yaml"


@cache
def paths() -> dict[str, Path]:
    contracts = reference()
    documents = [one for one in map(read_document, contracts.estate.workflow_documents) if isinstance(one, Document)]
    return paths_of(contracts, documents)


@pytest.mark.requirement("S8")
def test_a_path_reads_its_list_as_the_consumer_of_its_document() -> None:
    found = paths()["show-standing"]
    assert (found.system, found.name, found.list.consumer) == (
        "erp", "erp@2.2.0 listCustomers", "collections-visibility",
    )  # fmt: skip
    assert found.list.parameters == (("status", "query", "active"),)
    assert found.list.is_paged
    assert found.list.size == {"pageSize": 100}
    assert found.moves


def test_a_record_makes_an_event_of_its_system_that_starts_its_workflow_alone() -> None:
    record = {"customerNumber": "C-1", "externalReference": "co_1", "legalName": "A"}
    arrived = paths()["show-standing"].arrival(record)
    assert (arrived.source, arrived.channel, arrived.type) == ("erp", "bulk", "bulk.show-standing")
    assert arrived.body == {"customerNumber": "C-1", "company": "co_1"}
    assert arrived.id.startswith("bulk:show-standing:listCustomers:C-1:")
    subscriptions = EstateSubscriptions(reference().estate, reference().is_function)
    (one,) = subscriptions.for_event(bulk_type("show-standing"))
    assert one.plan(arrived.body).key == "C-1"


def test_two_states_of_a_record_are_two_events_whatever_the_order_of_its_members() -> None:
    path = paths()["show-standing"]
    record = {"customerNumber": "C-1", "externalReference": "co_1", "legalName": "A"}
    assert path.arrival(dict(reversed(record.items()))).id == path.arrival(record).id
    assert path.arrival({**record, "legalName": "B"}).id != path.arrival(record).id


@pytest.mark.parametrize("record", [None, 3, "text", [], {}, {"customerNumber": None}])
def test_a_record_that_is_none_makes_an_event_without_a_key(record: object) -> None:
    """It is kept, and people see it: nothing that a system lists is dropped."""
    arrived = paths()["show-standing"].arrival(record)
    assert arrived.body == {}


def test_paths_are_chosen_by_workflow_and_by_system() -> None:
    assert [one.workflow for one in chosen(paths(), "show-standing", None)] == ["show-standing"]
    assert [one.workflow for one in chosen(paths(), "show-standing", "erp")] == ["show-standing"]
    assert [one.workflow for one in chosen(paths(), "all", "crm")] == ["contract-to-books"]
    assert {one.workflow for one in chosen(paths(), "all", None)} == set(paths())


@pytest.mark.parametrize(
    ("named", "system", "hint"),
    [
        ("show-standings", None, "did you mean `show-standing`?"),
        ("invoice-to-ledger", None, ""),
        ("show-standing", "crm", "--from erp, or none"),
        ("all", "erpp", "did you mean `erp`?"),
        ("", None, ""),
    ],
)
def test_what_is_not_there_is_refused_with_what_was_meant(named: str, system: str | None, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        chosen(paths(), named, system)
    assert hint in (refused.value.hint or "")


def test_a_path_whose_list_there_is_not_is_refused_at_its_place() -> None:
    text = (ROOT / VISIBILITY).read_text(encoding="utf-8").replace("erp.listCustomers", "erp.listCustomer")
    contracts = contracts_in({VISIBILITY: text})
    documents = [one for one in map(read_document, contracts.estate.workflow_documents) if isinstance(one, Document)]
    with pytest.raises(InputError) as refused:
        paths_of(contracts, documents)
    assert refused.value.place is not None
    assert refused.value.place.file.endswith("collections-visibility.arazzo.yaml")
