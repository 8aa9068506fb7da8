"""What order to cash relies on in billing: customers, subscriptions, and what is invoiced and paid."""

from __future__ import annotations

from datetime import date

import billing_v3
import pytest
from billing_v3 import webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "order-to-cash"
SUBSCRIPTION = {
    "customer_id": "cus_1101",
    "contract_id": "ctr_2101",
    "contract_number": "CT-2026-0002",
    "order_reference": "SO-2026-00077",
    "items": [{"price_id": "price_fleet_usd_month", "quantity": 100}],
    "currency": "USD",
    "billing_interval": "month",
    "collection_method": "automatic_payment",
    "start_date": "2026-03-01",
    "payment_method_id": "pm_1101",
}


def test_a_customer_is_found_by_its_company(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("the customer of a company")
        .given("customer cus_1101 exists")
        .with_request("GET", "/customers")
        .with_query_parameter("external_id", "co_1101")
        .will_respond_with(200)
        .with_body({"data": match.each_like({"id": match.str("cus_1101")})}, "application/json")
    )
    (found,) = pact.client(billing_v3.Client).list_customers(external_id="co_1101").data
    assert found.id == "cus_1101"


def test_prices_are_found_by_product(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    price = {
        "id": match.str("price_fleet_usd_month"),
        "plan_id": match.str("plan_fleet"),
        "product_code": match.str("fleet-platform"),
        "billing_interval": match.str("month"),
    }
    (
        pact.upon_receiving("the prices of a product")
        .with_request("GET", "/prices")
        .with_query_parameter("product_code", "fleet-platform")
        .will_respond_with(200)
        .with_body({"data": match.each_like(price)}, "application/json")
    )
    (found,) = pact.client(billing_v3.Client).list_prices(product_code="fleet-platform").data
    assert (found.id, found.plan_id) == ("price_fleet_usd_month", "plan_fleet")
    assert (found.product_code, found.billing_interval) == ("fleet-platform", "month")


@pytest.mark.parametrize("more", [{"plan_id": None, "billing_interval": None}, {}], ids=["null", "missing"])
def test_a_price_may_be_of_no_plan(more: dict[str, None], govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    price = {"id": match.str("price_setup"), "product_code": "setup", **more}
    (
        pact.upon_receiving(f"a price that is paid once: {len(more)} fields are null")
        .given("price price_setup of setup is paid once")
        .with_request("GET", "/prices")
        .with_query_parameter("product_code", "setup")
        .will_respond_with(200)
        .with_body({"data": [price]}, "application/json")
    )
    (found,) = pact.client(billing_v3.Client).list_prices(product_code="setup").data
    assert (found.id, found.product_code) == ("price_setup", "setup")
    assert (found.plan_id, found.billing_interval) == (None, None)


def test_a_subscription_is_made_from_an_order(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("a subscription from an order")
        .given("customer cus_1101 exists")
        .with_request("POST", "/subscriptions")
        .with_header("Idempotency-Key", "deal_8101")
        .with_body(SUBSCRIPTION, "application/json")
        .will_respond_with(201)
        .with_body({"id": match.str("sub_3101")}, "application/json")
    )
    body = billing_v3.models.SubscriptionCreate.model_validate(SUBSCRIPTION)
    made = pact.client(billing_v3.Client).create_subscription(body=body, idempotency_key="deal_8101")
    assert made.id == "sub_3101"


def test_an_invoice_that_is_finalized_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_event("an invoice that is finalized", webhooks.INVOICE_FINALIZED).with_body(
            {"data": {"invoice": {"id": match.str("inv_4101")}}}, "application/json"
        )
    )
    assert pact.receive(webhooks.INVOICE_FINALIZED).data.invoice.id == "inv_4101"


def test_the_invoice_is_read_as_it_is_now(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    invoice = {
        "customer_id": match.str("cus_1101"),
        "contract_id": match.str("ctr_2101"),
        "status": match.str("open"),
        "currency": match.str("USD"),
        "issue_date": match.str("2026-11-01"),
        "period": {"start": match.str("2026-11-01"), "end": match.str("2026-12-01")},
        "po_number": match.str("PO-88123"),
        "lines": match.each_like({"product_code": match.str("fleet-platform"), "amount": match.int(250000)}),
    }
    (
        pact.upon_receiving("an invoice")
        .given("payment pay_6101 of invoice inv_4101 is about to be charged")
        .with_request("GET", "/invoices/inv_4101")
        .will_respond_with(200)
        .with_body(invoice, "application/json")
    )
    found = pact.client(billing_v3.Client).get_invoice("inv_4101")
    assert (found.customer_id, found.contract_id, found.status) == ("cus_1101", "ctr_2101", "open")
    assert (found.currency, found.po_number) == ("USD", "PO-88123")
    assert (found.issue_date, found.period.start, found.period.end) == (
        date(2026, 11, 1),
        date(2026, 11, 1),
        date(2026, 12, 1),
    )
    assert [(line.product_code, line.amount) for line in found.lines] == [("fleet-platform", 250000)]


@pytest.mark.parametrize(
    "more", [{"contract_id": None, "issue_date": None, "po_number": None}, {}], ids=["null", "missing"]
)
def test_an_invoice_may_be_of_no_contract(more: dict[str, None], govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving(f"an invoice of no contract: {len(more)} fields are null")
        .given("invoice inv_4199 is of no contract")
        .with_request("GET", "/invoices/inv_4199")
        .will_respond_with(200)
        .with_body({"status": match.str("draft"), **more}, "application/json")
    )
    found = pact.client(billing_v3.Client).get_invoice("inv_4199")
    assert (found.status, found.contract_id, found.issue_date, found.po_number) == ("draft", None, None, None)


def test_whether_there_are_more_lines_is_asked_for(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("the lines of an invoice")
        .given("payment pay_6101 of invoice inv_4101 is about to be charged")
        .with_request("GET", "/invoices/inv_4101/lines")
        .will_respond_with(200)
        .with_body({"has_more": match.bool(False)}, "application/json")
    )
    assert pact.client(billing_v3.Client).list_invoice_lines("inv_4101").has_more is False


def test_a_payment_that_succeeded_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    payment = {
        "id": match.str("pay_6101"),
        "amount": match.int(270625),
        "allocations": match.each_like({"invoice_id": match.str("inv_4101"), "amount": match.int(270625)}),
    }
    (
        pact.upon_event("a payment that succeeded", webhooks.PAYMENT_SUCCEEDED).with_body(
            {"data": {"payment": payment}}, "application/json"
        )
    )
    told = pact.receive(webhooks.PAYMENT_SUCCEEDED).data.payment
    assert (told.id, told.amount) == ("pay_6101", 270625)
    assert [(one.invoice_id, one.amount) for one in told.allocations] == [("inv_4101", 270625)]
