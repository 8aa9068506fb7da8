"""What order to cash relies on in the ERP: each write is looked for before it is made, for the ERP knows no keys."""

from __future__ import annotations

from datetime import date
from typing import Any

import erp_v2
import pytest
from erp_v2 import models
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "order-to-cash"
PERIOD = {"startDate": "2026-11-01", "endDate": "2026-12-01"}
LINE = {"productCode": "fleet-platform", "description": "Fleet platform, 100 devices", "quantity": "100"}
CUSTOMER = {
    "legalName": "Castellan Logistics Inc.",
    "legalEntity": "US01",
    "externalReference": "co_1900",
    "currency": "USD",
    "billingAddress": {"lines": ["2200 Freight Avenue"], "city": "Austin", "postalCode": "78701", "country": "US"},
}
ORDER = {
    "customerNumber": "C-10101",
    "legalEntity": "US01",
    "externalReference": "deal_8101",
    "currency": "USD",
    "orderDate": "2026-02-20",
    "lines": [{**LINE, "unitPrice": "25.00"}],
}
INVOICE = {
    "customerNumber": "C-10101",
    "legalEntity": "US01",
    "externalReference": "inv_4101",
    "currency": "USD",
    "issueDate": "2026-11-01",
    "lines": [{**LINE, "unitPrice": "25.00", "netAmount": "2500.00", "servicePeriod": PERIOD}],
}
PAYMENT = {
    "customerNumber": "C-10101",
    "legalEntity": "US01",
    "externalReference": "pay_6101",
    "method": "card",
    "currency": "USD",
    "amount": "2706.25",
    "receivedOn": "2026-11-06",
    "allocations": [],
}


@pytest.mark.parametrize(
    ("path", "call", "reference", "name", "attribute", "value"),
    [
        ("/customers", "list_customers", "co_1101", "customerNumber", "customer_number", "C-10101"),
        ("/sales-orders", "list_sales_orders", "deal_8101", "orderNumber", "order_number", "SO-2026-00077"),
        ("/invoices", "list_invoices", "inv_4101", "invoiceNumber", "invoice_number", "INV-2026-000123"),
        ("/payments", "list_payments", "pay_6101", "paymentNumber", "payment_number", "PMT-2026-00045"),
    ],
)
def test_what_is_in_the_books_is_found_by_its_reference(
    path: str, call: str, reference: str, name: str, attribute: str, value: str, govkit_pact: Pacts
) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving(f"the search for {reference} in {path}")
        .given("customer C-10101 exists")
        .with_request("GET", path)
        .with_query_parameter("externalReference", reference)
        .will_respond_with(200)
        .with_body({"items": match.each_like({name: match.str(value)}), "totalCount": match.int(1)}, "application/json")
    )
    found = getattr(pact.client(erp_v2.Client), call)(external_reference=reference)
    assert (found.total_count, [getattr(one, attribute) for one in found.items]) == (1, [value])


def test_a_customer_is_made(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("a customer")
        .with_request("POST", "/customers")
        .with_body(CUSTOMER, "application/json")
        .will_respond_with(201)
        .with_body({"customerNumber": match.str("C-10901")}, "application/json")
    )
    made = pact.client(erp_v2.Client).create_customer(body=models.CustomerInput.model_validate(CUSTOMER))
    assert made.customer_number == "C-10901"


def test_an_order_is_made(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("an order")
        .given("nothing of deal_8101 is in the books")
        .with_request("POST", "/sales-orders")
        .with_body(ORDER, "application/json")
        .will_respond_with(201)
        .with_body({"orderNumber": match.str("SO-2026-00077"), "status": match.str("draft")}, "application/json")
    )
    made = pact.client(erp_v2.Client).create_sales_order(body=models.SalesOrderInput.model_validate(ORDER))
    assert (made.order_number, made.status) == ("SO-2026-00077", "draft")


def test_an_order_is_read(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("how an order stands")
        .given("an order SO-2026-00077 is a draft")
        .with_request("GET", "/sales-orders/SO-2026-00077")
        .will_respond_with(200)
        .with_body({"status": match.str("draft")}, "application/json")
    )
    assert pact.client(erp_v2.Client).get_sales_order("SO-2026-00077").status == "draft"


def test_an_order_is_confirmed(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("to confirm an order")
        .given("an order SO-2026-00077 is a draft")
        .with_request("POST", "/sales-orders/SO-2026-00077/confirm")
        .will_respond_with(200)
        .with_body({"status": match.str("confirmed")}, "application/json")
    )
    assert pact.client(erp_v2.Client).confirm_sales_order("SO-2026-00077").status == "confirmed"


def test_an_order_is_cancelled(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    cancellation = {"reasonCode": "workflowCompensation", "reasonText": "Billing has no price for it."}
    (
        pact.upon_receiving("to cancel an order")
        .given("an order SO-2026-00077 is a draft")
        .with_request("POST", "/sales-orders/SO-2026-00077/cancel")
        .with_body(cancellation, "application/json")
        .will_respond_with(200)
        .with_body({"status": match.str("cancelled")}, "application/json")
    )
    body = models.CancellationInput.model_validate(cancellation)
    assert pact.client(erp_v2.Client).cancel_sales_order("SO-2026-00077", body=body).status == "cancelled"


def test_an_invoice_is_made_as_a_draft(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    expected: dict[str, Any] = {"invoiceNumber": match.str("INV-2026-000123"), "status": "draft"}
    (
        pact.upon_receiving("an invoice")
        .given("nothing of inv_4101 is in the books")
        .with_request("POST", "/invoices")
        .with_body(INVOICE, "application/json")
        .will_respond_with(201)
        .with_body(expected, "application/json")
    )
    made = pact.client(erp_v2.Client).create_invoice(body=models.InvoiceInput.model_validate(INVOICE))
    assert (made.invoice_number, made.status) == ("INV-2026-000123", "draft")


def test_an_invoice_is_read(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("how an invoice stands")
        .given("an invoice INV-2026-000123 is a draft")
        .with_request("GET", "/invoices/INV-2026-000123")
        .will_respond_with(200)
        .with_body({"status": match.str("draft"), "issueDate": match.str("2026-11-01")}, "application/json")
    )
    found = pact.client(erp_v2.Client).get_invoice("INV-2026-000123")
    assert (found.status, found.issue_date) == ("draft", date(2026, 11, 1))


def test_a_draft_is_posted(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    posting = {"postingDate": "2026-11-01", "notifyCustomer": True}
    (
        pact.upon_receiving("the posting of an invoice")
        .given("an invoice INV-2026-000123 is a draft")
        .with_request("POST", "/invoices/INV-2026-000123/post")
        .with_body(posting, "application/json")
        .will_respond_with(200)
        .with_body({"status": "posted"}, "application/json")
    )
    body = models.PostingInput.model_validate(posting)
    assert pact.client(erp_v2.Client).post_invoice("INV-2026-000123", body=body).status == "posted"


def test_a_draft_is_taken_back(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("the end of a draft")
        .given("an invoice INV-2026-000123 is a draft")
        .with_request("DELETE", "/invoices/INV-2026-000123")
        .will_respond_with(204)
    )
    pact.client(erp_v2.Client).delete_invoice("INV-2026-000123")


def test_a_payment_is_booked(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("a payment")
        .given("nothing of pay_6101 is in the books")
        .with_request("POST", "/payments")
        .with_body(PAYMENT, "application/json")
        .will_respond_with(201)
        .with_body({"paymentNumber": match.str("PMT-2026-00045")}, "application/json")
    )
    made = pact.client(erp_v2.Client).record_payment(body=models.PaymentInput.model_validate(PAYMENT))
    assert made.payment_number == "PMT-2026-00045"
