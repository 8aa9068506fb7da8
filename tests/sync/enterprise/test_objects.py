"""Objects are what their systems of record say, each field by the one whose word counts."""

from __future__ import annotations

import pytest

from govkit.gate.mock_server import Mock
from tests.sync.enterprise.asking import BOTH, Asking, with_members
from tests.sync.identity.trial import Clock

BRIGHTWATER = "/customers/crm:company:co_1002"


@BOTH
@pytest.mark.requirement("S9")
def test_a_customer_is_what_the_crm_the_erp_and_customer_success_say_of_it(asking: Asking) -> None:
    got = asking.get(BRIGHTWATER)
    data = got.data
    assert data["name"] == "Brightwater Utilities Germany"  # the CRM's
    assert data["paymentTermsDays"] == 30  # the ERP's
    assert data["health"]["band"] == "green"  # customer success's
    assert [(one["system"], one["type"], one["id"]) for one in data["externalIds"]] == [
        ("crm", "company", "co_1002"),
        ("erp", "customer-number", "C-10002"),
        ("billing", "customer", "cus_1002"),
        ("customer-success", "account", "acc-1002"),
        ("customer-success", "external-id", "co_1002"),
        ("support", "organization", "org-1002"),
    ]
    assert [(one["system"], one["state"]) for one in got.json["freshness"]["sources"]] == [
        ("crm", "read"),
        ("erp", "read"),
        ("customer-success", "read"),
    ]
    assert got.json["freshness"]["stale"] is False


def test_a_copy_is_not_believed(asking: Asking) -> None:
    asking.answering(with_members("getCustomer", legalName="Somebody else", paymentTermsDays=14))
    data = asking.get(BRIGHTWATER).data
    assert data["legalName"] == "Brightwater Utilities GmbH"  # of which the ERP has but a copy
    assert data["paymentTermsDays"] == 14  # of which it has the word


def test_lines_of_an_invoice_are_billings_and_what_is_owed_the_ledgers(asking: Asking) -> None:
    got = asking.get("/invoices/erp:invoice-number:INV-2026-000123")
    assert got.data["amountDue"] == {"amount": "0.00", "currency": "USD"}
    assert [one["id"] for one in got.data["lines"]] == ["il_4101a"]
    assert "ledgerAccountRef" not in got.data["lines"][0]  # the ERP's, and nothing tells which line it is of


@pytest.mark.parametrize(
    "name",
    ["erp:customer-number:C-10002", "customer-success:external-id:co_1002", "billing:customer:cus_1002"],
)
def test_any_identifier_names_an_object_though_nobody_linked_it(asking: Asking, name: str) -> None:
    assert asking.get(f"/customers/{name}").data["id"] == "crm:company:co_1002"


def test_an_object_that_a_system_does_not_have_is_served_without_its_fields(asking: Asking, mocks: Mock) -> None:
    mocks.delete_records("/customers", system="erp", key="C-10002")
    got = asking.get(BRIGHTWATER)
    assert "paymentTermsDays" not in got.data
    assert [one["state"] for one in got.json["freshness"]["sources"]] == ["read", "absent", "read"]


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("nothing", "'nothing' is the identifier of no customer: write system:type:id"),
        ("crm:deal:deal_1", "'crm:deal:deal_1' is the identifier of no customer: write system:type:id"),
        ("crm:company:co_9", "crm has no customer co_9"),
        (
            "erp:customer-number:C-99999",
            "nothing links erp:customer-number:C-99999 to a customer of crm, its system of record",
        ),
    ],
)
def test_what_there_is_not_is_told_apart(asking: Asking, name: str, detail: str) -> None:
    got = asking.get(f"/customers/{name}")
    assert (got.status, got.problem["detail"]) == (404, detail)
    assert got.problem["type"] == "urn:govkit:enterprise:unknown"


@BOTH
def test_systems_that_do_not_agree_who_it_is_are_for_people(asking: Asking) -> None:
    assert asking.get("/customers/crm:company:co_1003").status == 200
    asking.answering(with_members("getCompany", external_ids=[{"system": "erp", "id": "C-10003"}]))
    got = asking.get(BRIGHTWATER)
    assert got.status == 409
    assert got.problem["type"] == "urn:govkit:enterprise:identity"
    assert {"crm:company:co_1002", "crm:company:co_1003"} <= set(" ".join(got.problem["candidates"]).split())


def test_a_record_that_is_not_as_the_entity_has_it_is_not_served_at_all(asking: Asking) -> None:
    asking.answering(with_members("getCompany", locale="German"))
    got = asking.get(BRIGHTWATER)
    assert got.status == 502
    assert {name: got.problem[name] for name in ("type", "system", "mapping", "field")} == {
        "type": "urn:govkit:enterprise:record",
        "system": "crm",
        "mapping": "crm-4-customer",
        "field": "locale",
    }
    assert "getCompany of crm@4.2.0" in got.problem["detail"]


def test_the_lineage_says_of_each_field_who_said_it_by_which_call_and_mapping(asking: Asking, clock: Clock) -> None:
    got = asking.get(f"{BRIGHTWATER}/lineage")
    fields = {one["field"]: one for one in got.json["fields"]}
    assert fields["billingStanding/overdueAmount/amount"] == {
        "field": "billingStanding/overdueAmount/amount",
        "system": "erp",
        "api": "erp@2.2.0",
        "operation": "getCustomer",
        "mapping": "erp-2-customer",
        "how": "money_from_decimal",
        "sources": ["Customer/standing/overdueAmount", "Customer/currency"],
        "readAt": "2027-01-15T08:00:00.000Z",
    }
    assert fields["name"]["sources"] == ["Company/name"]
    assert set(fields) >= {"taxIds/*/value", "health/score", "billingAddress/lines"}
    assert got.json["entity"] == "customer@1.0.0"
    assert clock() == 1_800_000_000.0
