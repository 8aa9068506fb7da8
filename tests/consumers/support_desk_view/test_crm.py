"""What the support desk view relies on in the CRM: who the customer beside a ticket is."""

from __future__ import annotations

from typing import Any

import crm_v4
from pact import match

from govkit.pytest_plugin import Pacts


def heading(client: crm_v4.Client, company: str) -> dict[str, Any]:
    """The head of the view, as the consumer builds it."""
    found = client.get_company(company)
    return {
        "name": found.legal_name or found.name,
        "segment": found.segment or "unknown",
        "region": found.region,
    }


def test_the_view_shows_who_the_customer_is(govkit_pact: Pacts) -> None:
    pact = govkit_pact("support-desk-view", "crm")
    (
        pact.upon_receiving("a company")
        .given("company co_1101 exists")
        .with_request("GET", "/companies/co_1101")
        .will_respond_with(200)
        .with_body(
            {
                "name": match.str("Castellan Logistics"),
                "legal_name": match.str("Castellan Logistics Inc."),
                "segment": match.str("mid_market"),
                "region": match.str("us"),
            },
            "application/json",
        )
    )
    client = pact.client(crm_v4.Client)
    assert client.get_company("co_1101").name == "Castellan Logistics"
    assert heading(client, "co_1101") == {"name": "Castellan Logistics Inc.", "segment": "mid_market", "region": "us"}


def test_a_prospect_has_neither_legal_name_nor_segment(govkit_pact: Pacts) -> None:
    """What a description does not require may be missing: to record that it may is how a pact says so."""
    pact = govkit_pact("support-desk-view", "crm")
    (
        pact.upon_receiving("a company of which little is known")
        .given("company co_1900 is a prospect")
        .with_request("GET", "/companies/co_1900")
        .will_respond_with(200)
        .with_body({"name": match.str("Tessel Works"), "region": match.str("eu")}, "application/json")
    )
    found = heading(pact.client(crm_v4.Client), "co_1900")
    assert found == {"name": "Tessel Works", "segment": "unknown", "region": "eu"}
