"""What subscription amendment relies on in the CRM: the contract behind the subscription, and the companies in it."""

from __future__ import annotations

import crm_v4
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "subscription-amendment"


def test_the_contract_says_what_was_agreed(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("an amended contract")
        .given("contract ctr_2001 exists")
        .with_request("GET", "/contracts/ctr_2001")
        .will_respond_with(200)
        .with_body(
            {
                "number": match.str("CT-2026-0001"),
                "state": match.str("amended"),
                "company_id": match.str("co_1001"),
                "lines": match.each_like({"product_code": match.str("fleet-platform"), "quantity": match.str("400")}),
            },
            "application/json",
        )
    )
    contract = pact.client(crm_v4.Client).get_contract("ctr_2001")
    assert (contract.number, contract.state, contract.company_id) == ("CT-2026-0001", "amended", "co_1001")
    assert [(line.product_code, line.quantity) for line in contract.lines] == [("fleet-platform", "400")]
    assert contract.amendments is None


def test_contracts_are_listed_for_all_of_them_at_once(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("the contracts")
        .given("contract ctr_2001 exists")
        .with_request("GET", "/contracts")
        .will_respond_with(200)
        .with_body({"items": match.each_like({"id": match.str("ctr_2001")})}, "application/json")
    )
    (found,) = pact.client(crm_v4.Client).list_contracts().items
    assert found.id == "ctr_2001"


def test_the_contract_tells_its_amendments(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("a contract with its amendments")
        .given("contract ctr_2001 was amended")
        .with_request("GET", "/contracts/ctr_2001")
        .will_respond_with(200)
        .with_body({"amendments": match.each_like({"id": match.str("amd_5001")})}, "application/json")
    )
    contract = pact.client(crm_v4.Client).get_contract("ctr_2001")
    assert [one.id for one in contract.amendments or []] == ["amd_5001"]


def test_a_company_below_another_is_an_entity(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("an entity of a group")
        .given("company co_1003 exists")
        .with_request("GET", "/companies/co_1003")
        .will_respond_with(200)
        .with_body(
            {
                "name": match.str("Brightwater Utilities Netherlands"),
                "legal_name": match.str("Brightwater Utilities B.V."),
                "parent_id": match.str("co_1001"),
                "region": match.str("eu"),
                "segment": match.str("enterprise"),
                "billing_address": {"city": match.str("Utrecht"), "country": match.str("NL")},
                "merged_into": None,
            },
            "application/json",
        )
    )
    found = pact.client(crm_v4.Client).get_company("co_1003")
    assert (found.name, found.legal_name) == ("Brightwater Utilities Netherlands", "Brightwater Utilities B.V.")
    assert (found.parent_id, found.region, found.segment, found.merged_into) == ("co_1001", "eu", "enterprise", None)
    assert found.billing_address is not None
    assert (found.billing_address.city, found.billing_address.country) == ("Utrecht", "NL")


def test_a_company_of_which_little_is_known_is_put_aside(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("a company of which little is known")
        .given("company co_1900 is a prospect")
        .with_request("GET", "/companies/co_1900")
        .will_respond_with(200)
        .with_body({"parent_id": None, "merged_into": None}, "application/json")
    )
    found = pact.client(crm_v4.Client).get_company("co_1900")
    assert (found.parent_id, found.legal_name, found.segment) == (None, None, None)
    assert (found.billing_address, found.merged_into) == (None, None)


def test_a_company_that_was_merged_says_into_which(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    (
        pact.upon_receiving("a company that was merged")
        .given("company co_1900 was merged into co_1001")
        .with_request("GET", "/companies/co_1900")
        .will_respond_with(200)
        .with_body({"merged_into": match.str("co_1001")}, "application/json")
    )
    assert pact.client(crm_v4.Client).get_company("co_1900").merged_into == "co_1001"
