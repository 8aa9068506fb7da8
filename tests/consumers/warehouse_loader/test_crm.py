"""What the warehouse loader relies on in the CRM: companies, deals and contracts."""

from __future__ import annotations

from datetime import date

import crm_v4
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "warehouse-loader"


def test_companies_are_loaded_with_those_above_them(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    company = {
        "id": match.str("co_1002"),
        "parent_id": match.str("co_1001"),
        "segment": match.str("enterprise"),
        "region": match.str("eu"),
    }
    (
        pact.upon_receiving("the companies of a group")
        .given("company co_1001 exists")
        .with_request("GET", "/companies")
        .with_query_parameter("parent_id", "co_1001")
        .will_respond_with(200)
        .with_body({"items": match.each_like(company)}, "application/json")
    )
    (row,) = pact.client(crm_v4.Client).list_companies(parent_id="co_1001").items
    assert (row.id, row.parent_id, row.segment, row.region) == ("co_1002", "co_1001", "enterprise", "eu")


def test_a_prospect_has_neither_segment_nor_parent(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    prospect = {"id": match.str("co_1900"), "parent_id": None, "region": match.str("eu")}
    (
        pact.upon_receiving("prospects")
        .given("company co_1900 is a prospect")
        .with_request("GET", "/companies")
        .with_query_parameter("status", "prospect")
        .will_respond_with(200)
        .with_body({"items": match.each_like(prospect)}, "application/json")
    )
    (row,) = pact.client(crm_v4.Client).list_companies(status="prospect").items
    assert (row.id, row.parent_id, row.segment, row.region) == ("co_1900", None, None, "eu")


def test_deals_are_loaded_with_their_amount(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    deal = {
        "stage": match.str("won"),
        "amount": {"amount": match.str("30000.00"), "currency": match.str("USD")},
    }
    (
        pact.upon_receiving("the deals of a company")
        .given("deal deal_8101 is won")
        .with_request("GET", "/deals")
        .with_query_parameter("company_id", "co_1101")
        .will_respond_with(200)
        .with_body({"items": match.each_like(deal)}, "application/json")
    )
    (row,) = pact.client(crm_v4.Client).list_deals(company_id="co_1101").items
    assert (row.stage, row.amount.amount, row.amount.currency) == ("won", "30000.00", "USD")


def test_contracts_are_loaded_with_their_end(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "crm")
    contract = {
        "number": match.str("CT-2026-0002"),
        "annual_value": {"amount": match.str("30000.00"), "currency": match.str("USD")},
        "end_date": match.str("2027-03-01"),
    }
    (
        pact.upon_receiving("the contracts of a company")
        .given("contract ctr_2101 exists")
        .with_request("GET", "/contracts")
        .with_query_parameter("company_id", "co_1101")
        .will_respond_with(200)
        .with_body({"items": match.each_like(contract)}, "application/json")
    )
    (row,) = pact.client(crm_v4.Client).list_contracts(company_id="co_1101").items
    assert (row.number, row.end_date) == ("CT-2026-0002", date(2027, 3, 1))
    assert (row.annual_value.amount, row.annual_value.currency) == ("30000.00", "USD")
