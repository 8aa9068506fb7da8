"""What platforms answer tells who is who: the records in it are found by the schemas that mappings read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.catalog.mapping.transforms import Inward, Outward
from govkit.catalog.workflows.contracts import Contracts
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.options import Options
from govkit.sync.identity.answers import Answers
from govkit.sync.identity.refusals import Ambiguous, Unlinked
from govkit.sync.identity.register import Register
from govkit.sync.service import hindered
from govkit.sync.store.database import Database
from tests.sync.identity.trial import Clock

TOP = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    estate = open_estate(cwd=TOP)
    return Contracts(estate, lambda version: contract_of_version(estate, version, Options(), []))


@pytest.fixture
def register(contracts: Contracts, tmp_path: Path) -> Iterator[Register]:
    database = Database(f"sqlite:///{tmp_path / 'govkit.db'}")
    database.migrate()
    yield Register(contracts.estate, database, Clock())
    database.close()


@pytest.fixture
def answers(contracts: Contracts, register: Register) -> Answers:
    return Answers(contracts, register)


def test_a_record_that_a_write_made_is_linked_to_what_it_was_made_of(answers: Answers, register: Register) -> None:
    body = {"customerNumber": "C-10004", "externalReference": "co_1004", "legalName": "Tessel Works B.V."}
    answers.learn("erp@2.2.0", "createCustomer", body, by="effect evt_1/customer")
    assert register("erp").local("customer", "crm:company:co_1004", None) == "C-10004"
    (link, _) = register.links.of("customer", "crm:company:co_1004")
    assert link.by == "effect evt_1/customer"


def test_what_is_missing_parks_a_run_until_somebody_links_it(
    contracts: Contracts, answers: Answers, register: Register
) -> None:
    mappings = contracts.estate.mappings
    read = Inward(contracts.estate, mappings["crm-4-order"], register("crm"))
    write = Outward(contracts.estate, mappings["erp-2-order"], register("erp"))
    deal = {"id": "deal_1", "company_id": "co_1", "line_items": [{"product_code": "fleet-platform"}]}
    answers.learn("support@1.3.0", "getOrganization", {"id": "org-1", "externalId": "co_1"}, by="reading")
    with pytest.raises(Unlinked) as missing:
        write(read(deal).value)
    told = hindered(missing.value)
    assert told is not None
    assert told[0] == "identity"
    assert "known as crm:company:co_1, support:organization:org-1" in told[1]
    answers.learn("erp@2.2.0", "createCustomer", {"customerNumber": "C-1", "externalReference": "co_1"}, by="effect")
    made = write(read(deal).value).value
    assert made["customerNumber"] == "C-1"
    assert made["externalReference"] == "deal_1"
    assert made["lines"][0]["productCode"] == "fleet-platform"


def test_a_second_record_that_claims_an_object_is_told_and_parks_the_run_that_reads_either(
    contracts: Contracts, answers: Answers, register: Register
) -> None:
    first, second = ({"customerNumber": f"C-{number}", "externalReference": "co_1"} for number in (1, 9))
    answers.learn("erp@2.2.0", "createCustomer", first, by="effect")
    with pytest.raises(Ambiguous) as double:
        answers.learn("erp@2.2.0", "createCustomer", second, by="effect")
    told = hindered(double.value)
    assert told is not None
    assert told[0] == "identity"
    assert "erp:customer-number:C-1, erp:customer-number:C-9" in told[1]
    mapping = contracts.estate.mappings["erp-2-customer"]
    for record in (first, second):
        with pytest.raises(Ambiguous, match="several records of erp claim to be the customer crm:company:co_1"):
            register.require_sole(mapping, record)
    with pytest.raises(Ambiguous, match="several identifiers of erp"):
        register("erp").local("customer", "crm:company:co_1", None)


def test_each_record_of_a_list_is_learnt(answers: Answers, register: Register) -> None:
    items = [{"invoiceNumber": f"INV-{number}", "externalReference": f"inv_{number}"} for number in range(3)]
    answers.learn("erp@2.2.0", "listInvoices", {"items": items, "page": 1}, by="reading")
    for number in range(3):
        assert register("billing").local("invoice", f"erp:invoice-number:INV-{number}", None) == f"inv_{number}"


def test_of_a_list_with_one_in_doubt_the_rest_is_learnt(answers: Answers, register: Register) -> None:
    items = [
        {"id": "org-1", "externalId": "co_1"},
        {"id": "org-1", "externalId": "co_2"},
        {"id": "org-3", "externalId": "co_3"},
    ]
    with pytest.raises(Ambiguous):
        answers.learn("support@1.3.0", "listOrganizations", items, by="reading")
    assert register("support").canonical("customer", "org-1", None) == "crm:company:co_1"
    assert register("support").canonical("customer", "org-3", None) == "crm:company:co_3"


@pytest.mark.parametrize("body", [None, "text", [], {"items": None}, {"items": [None, 3]}, {"customerNumber": None}])
def test_an_answer_without_records_teaches_nothing(answers: Answers, body: object) -> None:
    answers.learn("erp@2.2.0", "listCustomers", body, by="reading")
    answers.learn("erp@2.2.0", "createCustomer", body, by="effect")


def test_what_nobody_describes_teaches_nothing(answers: Answers) -> None:
    assert answers.readings("erp@9.9.9", "listCustomers") == ()
    assert answers.readings("erp@2.2.0", "none") == ()


def test_every_mapping_of_records_reads_the_answer_of_some_operation(contracts: Contracts, answers: Answers) -> None:
    read = {
        reading.mapping.name
        for version in contracts.estate.versions()
        for operation in contracts.operations(version)
        for reading in answers.readings(version.name, operation)
    }
    meant = {
        name
        for name, entry in contracts.estate.mappings.items()
        if entry.spec.direction != "out" and entry.spec.identity is not None
    }
    assert read == meant
