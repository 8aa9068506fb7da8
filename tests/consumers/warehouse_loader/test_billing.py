"""What the warehouse loader relies on in billing, in its second version: subscriptions, usage and charges."""

from __future__ import annotations

import billing_v2
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "warehouse-loader"


def test_subscriptions_are_loaded_page_by_page(govkit_pact: Pacts) -> None:
    """A list goes on while there is more; here the first page is the last."""
    pact = govkit_pact(CONSUMER, "billing@2")
    subscription = {
        "id": match.str("sub_3201"),
        "customer_id": match.str("cus_1201"),
        "status": match.str("active"),
        "recurring_amount": match.int(900000),
        "currency": match.str("SGD"),
    }
    (
        pact.upon_receiving("the subscriptions of a customer")
        .with_request("GET", "/subscriptions")
        .with_query_parameters({"limit": "100", "customer_id": "cus_1201"})
        .will_respond_with(200)
        .with_body({"data": match.each_like(subscription), "has_more": False}, "application/json")
    )
    rows = list(pact.client(billing_v2.Client).list_subscriptions_all(limit=100, customer_id="cus_1201"))
    assert [(row.id, row.customer_id, row.status, row.currency) for row in rows] == [
        ("sub_3201", "cus_1201", "active", "SGD")
    ]
    assert rows[0].recurring_amount == 900000


def test_usage_is_loaded_by_customer(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing@2")
    (
        pact.upon_receiving("the usage of a customer")
        .given("customer cus_1201 exists")
        .with_request("GET", "/usage_summaries")
        .with_query_parameter("customer_id", "cus_1201")
        .will_respond_with(200)
        .with_body(
            {"data": match.each_like({"meter": match.str("api_calls"), "quantity": match.str("940000")})},
            "application/json",
        )
    )
    (row,) = pact.client(billing_v2.Client).list_usage_summaries(customer_id="cus_1201").data
    assert (row.meter, int(row.quantity)) == ("api_calls", 940_000)


def test_charges_are_loaded(govkit_pact: Pacts) -> None:
    """One that went well has no code of failure, and one that failed has."""
    pact = govkit_pact(CONSUMER, "billing@2")
    (
        pact.upon_receiving("charges that succeeded")
        .with_request("GET", "/charges")
        .with_query_parameter("status", "succeeded")
        .will_respond_with(200)
        .with_body({"data": match.each_like({"status": "succeeded", "failure_code": None})}, "application/json")
    )
    (
        pact.upon_receiving("charges that failed")
        .given("charge pay_6199 has failed")
        .with_request("GET", "/charges")
        .with_query_parameter("status", "failed")
        .will_respond_with(200)
        .with_body(
            {"data": match.each_like({"status": "failed", "failure_code": match.str("card_declined")})},
            "application/json",
        )
    )
    client = pact.client(billing_v2.Client)
    (good,) = client.list_charges(status="succeeded").data
    (bad,) = client.list_charges(status="failed").data
    assert (good.status, good.failure_code) == ("succeeded", None)
    assert (bad.status, bad.failure_code) == ("failed", "card_declined")


def test_the_code_of_a_failure_may_be_left_out(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing@2")
    (
        pact.upon_receiving("charges under way")
        .given("charge pay_6199 is under way")
        .with_request("GET", "/charges")
        .with_query_parameter("status", "processing")
        .will_respond_with(200)
        .with_body({"data": match.each_like({"status": "processing"})}, "application/json")
    )
    (charge,) = pact.client(billing_v2.Client).list_charges(status="processing").data
    assert (charge.status, charge.failure_code) == ("processing", None)
