"""All records of the systems are read page by page, and every customer of the scenario is known everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import load
from govkit.catalog.workflows.contracts import Contracts
from govkit.errors import UsageError
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.mock_server import Mock, mock
from govkit.gate.options import Options
from govkit.spec.documents.files import FolderFiles, PatchedFiles
from govkit.sync.calls import Addresses, Platforms
from govkit.sync.calls.lists import Call
from govkit.sync.identity.reading import Read, Reader
from govkit.sync.identity.register import Register
from govkit.sync.store.database import Database
from govkit.sync.values import Answered, Asked
from tests.sync.identity.trial import Clock

TOP = Path(__file__).parents[3]
SYSTEMS = ("crm", "billing", "erp", "customer-success", "support")
_READER = """
apiVersion: govkit/v1
kind: Consumer
metadata: {name: identity-reader}
spec:
  owner: integration-platform
  uses: []
  grants:
    - {api: crm@4, operations: [GET /companies], scopes: []}
    - {api: billing@3, operations: [GET /customers], scopes: []}
    - {api: erp@2, operations: [GET /customers, GET /invoices], scopes: []}
    - {api: customer-success@2, operations: [GET /accounts], scopes: []}
    - {api: support@1, operations: [GET /organizations], scopes: []}
"""


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    files = PatchedFiles(FolderFiles(TOP), {"catalog/consumers/identity-reader.yaml": _READER.encode()})
    estate = load(files)
    assert "identity-reader" in estate.consumers, estate.problems
    return Contracts(estate, lambda version: contract_of_version(estate, version, Options(), []))


@pytest.fixture
def register(contracts: Contracts, tmp_path: Path) -> Iterator[Register]:
    database = Database(f"sqlite:///{tmp_path / 'govkit.db'}")
    database.migrate()
    yield Register(contracts.estate, database, Clock())
    database.close()


@pytest.fixture(scope="module")
def mocks() -> Iterator[Mock]:
    with mock(*SYSTEMS, cwd=TOP) as served:
        yield served


@pytest.fixture
def platforms(contracts: Contracts, mocks: Mock) -> Iterator[Platforms]:
    made = Platforms(contracts, TOP / "clients", addresses=Addresses(mocks=mocks.address), environment={})
    yield made
    made.close()


def _reader(contracts: Contracts, register: Register, call: Call, slept: list[float] | None = None) -> Reader:
    waits = slept if slept is not None else []
    return Reader(contracts, register, call, "identity-reader", waits.append)


@pytest.mark.requirement("M4")
def test_every_customer_of_the_scenario_is_known_in_all_systems(
    contracts: Contracts, register: Register, platforms: Platforms, mocks: Mock
) -> None:
    reader, found = _reader(contracts, register, platforms.call), Read()
    for system in SYSTEMS:
        (listing,) = reader.listings(system, ("customer",))
        reader.read(listing, found)
    assert (found.unread, found.doubtful) == ([], [])
    companies = mocks.records("/companies", system="crm")
    assert found.records == sum(
        len(mocks.records(path, system=system))
        for path, system in (
            ("/companies", "crm"),
            ("/customers", "billing"),
            ("/customers", "erp"),
            ("/accounts", "customer-success"),
            ("/organizations", "support"),
        )
    )
    everywhere = {
        ("crm", "company"),
        ("erp", "customer-number"),
        ("billing", "customer"),
        ("customer-success", "account"),
        ("customer-success", "external-id"),
        ("support", "organization"),
    }
    for company in companies:
        golden = f"crm:company:{company['id']}"
        known = register("crm").known("customer", golden)
        assert {(one["system"], one["type"]) for one in known} == everywhere, company
    (standing,) = reader.standing(found)
    assert (standing.linked, standing.alone, standing.double) == (len(companies), 0, 0)


def test_each_list_of_a_system_is_read_in_its_newest_version(contracts: Contracts, register: Register) -> None:
    reader = _reader(contracts, register, lambda _: Answered(500))
    lists = {str(one) for system in SYSTEMS for one in reader.listings(system)}
    assert "GET /customers of erp@2.2.0" in lists
    assert "GET /credit-notes of erp@2.2.0" in lists
    assert "GET /payments of billing@3.0.0" in lists
    assert not any("erp@1" in one or "billing@2" in one for one in lists)


def test_what_cannot_be_read_is_told_and_the_rest_is_learnt(contracts: Contracts, register: Register) -> None:
    pages: dict[int, Answered] = {
        1: Answered(200, {"items": [{"customerNumber": "C-1", "externalReference": "co_1"}]}),
        2: Answered(500, error="broken"),
    }

    def call(asked: Asked) -> Answered:
        return pages[{name: value for name, _, value in asked.parameters}.get("page", 1)]

    reader, found = _reader(contracts, register, call), Read()
    reader.read(reader.listings("erp", ("customer",))[0], found)
    assert found.unread == ["GET /customers of erp@2.2.0: broken"]
    assert register("erp").local("customer", "crm:company:co_1", None) == "C-1"


def test_a_list_without_a_grant_is_told(contracts: Contracts, register: Register, platforms: Platforms) -> None:
    reader, found = _reader(contracts, register, platforms.call), Read()
    reader.read(reader.listings("erp", ("payment",))[0], found)
    (unread,) = found.unread
    assert "identity-reader is not granted GET /payments of erp@2.2.0" in unread


def test_a_busy_system_is_given_the_time_that_it_asks_for(contracts: Contracts, register: Register) -> None:
    answers = [Answered(429, retry_after=7.0), Answered(503), Answered(200, {"items": []})]
    slept: list[float] = []
    reader, found = _reader(contracts, register, lambda _: answers.pop(0), slept), Read()
    reader.read(reader.listings("erp", ("customer",))[0], found)
    assert (slept, found.unread) == ([7.0, 2.0], [])


def test_what_is_double_and_what_is_alone_is_counted(contracts: Contracts, register: Register) -> None:
    items: dict[str, list[dict[str, Any]]] = defaultdict(list)
    items["listCustomers"] = [
        {"customerNumber": "C-1", "externalReference": "co_1"},
        {"customerNumber": "C-9", "externalReference": "co_1"},
        {"customerNumber": "C-2", "externalReference": "legacy-17"},
    ]

    def call(asked: Asked) -> Answered:
        return Answered(200, {"items": items.pop(asked.operation, [])})

    reader, found = _reader(contracts, register, call), Read()
    reader.read(reader.listings("erp", ("customer",))[0], found)
    (standing,) = reader.standing(found)
    assert (standing.linked, standing.alone, standing.double) == (1, 1, 1)


def test_a_list_without_end_is_left(contracts: Contracts, register: Register) -> None:
    reader, found = _reader(contracts, register, lambda _: Answered(200, {"data": [{}], "next_cursor": "same"})), Read()
    reader.read(reader.listings("billing", ("customer",))[0], found)
    assert "leads in a circle" in found.unread[0]


def test_a_system_that_there_is_not_is_told(contracts: Contracts, register: Register) -> None:
    reader = _reader(contracts, register, lambda _: Answered(500))
    with pytest.raises(UsageError, match="there is no system `cmr`"):
        reader.listings("cmr")
    with pytest.raises(UsageError, match="no operation of support lists"):
        reader.listings("support", ("invoice",))
