"""What order to cash relies on in the CRM: a deal that is won, with its company and its contract."""

from __future__ import annotations

import crm_v4
from crm_v4 import webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "order-to-cash"


def test_a_deal_that_is_won_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    deal = {"id": match.str("deal_8101"), "company_id": match.str("co_1101")}
    (
        pact.upon_event("a deal that is won", webhooks.DEAL_WON)
        .given("deal deal_8101 is won")
        .with_body({"data": {"deal": deal}}, "application/json")
    )
    told = pact.receive(webhooks.DEAL_WON).data.deal
    assert (told.id, told.company_id) == ("deal_8101", "co_1101")


def test_the_books_need_the_legal_name_and_the_address(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    company = {
        "name": match.str("Brightwater Utilities Netherlands"),
        "legal_name": match.str("Brightwater Utilities B.V."),
        "parent_id": match.str("co_1001"),
        "region": match.str("eu"),
        "currency": match.str("EUR"),
        "billing_address": {"city": match.str("Utrecht"), "country": match.str("NL")},
        "merged_into": None,
    }
    (
        pact.upon_receiving("the company of a deal")
        .given("company co_1003 exists")
        .with_request("GET", "/companies/co_1003")
        .will_respond_with(200)
        .with_body(company, "application/json")
    )
    found = pact.client(crm_v4.Client).get_company("co_1003")
    assert (found.name, found.legal_name) == ("Brightwater Utilities Netherlands", "Brightwater Utilities B.V.")
    assert (found.parent_id, found.region, found.currency, found.merged_into) == ("co_1001", "eu", "EUR", None)
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
    assert (found.parent_id, found.legal_name, found.currency) == (None, None, None)
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


def test_the_contract_says_what_is_ordered(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    contract = {
        "number": match.str("CT-2026-0002"),
        "company_id": match.str("co_1101"),
        "currency": match.str("USD"),
        "lines": match.each_like({"product_code": match.str("fleet-platform"), "quantity": match.str("100")}),
    }
    (
        pact.upon_receiving("the contract of a deal")
        .given("contract ctr_2101 exists")
        .with_request("GET", "/contracts/ctr_2101")
        .will_respond_with(200)
        .with_body(contract, "application/json")
    )
    found = pact.client(crm_v4.Client).get_contract("ctr_2101")
    assert (found.number, found.company_id, found.currency) == ("CT-2026-0002", "co_1101", "USD")
    assert [(one.product_code, one.quantity) for one in found.lines] == [("fleet-platform", "100")]
