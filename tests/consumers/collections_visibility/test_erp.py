"""What collections visibility relies on in the ERP: what becomes of invoices, and how a customer stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import erp_v2
import pytest
from erp_v2 import webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "collections-visibility"


@pytest.mark.parametrize(
    "event",
    [webhooks.INVOICE_POSTED, webhooks.INVOICE_PAID, webhooks.INVOICE_OVERDUE, webhooks.INVOICE_IN_COLLECTIONS],
    ids=lambda one: one.name,
)
def test_what_becomes_of_an_invoice_is_told(event: Any, govkit_pact: Pacts) -> None:
    """Whatever it is, it says of whom: how the customer stands now is asked for."""
    pact = govkit_pact(CONSUMER, "erp")
    told = {"customerNumber": match.str("C-10201"), "customerReference": match.str("co_1201")}
    pact.upon_event(f"an invoice of which {event.name} is told", event).with_body({"data": told}, "application/json")
    invoice = pact.receive(event).data
    assert (invoice.customer_number, invoice.customer_reference) == ("C-10201", "co_1201")


def test_how_a_customer_stands_is_read(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    standing = {
        "status": match.str("overdue"),
        "overdueAmount": match.str("9810.00"),
        "oldestDueDate": match.str("2026-09-15"),
    }
    (
        pact.upon_receiving("a customer who is overdue")
        .given("customer C-10201 is overdue")
        .with_request("GET", "/customers/C-10201")
        .will_respond_with(200)
        .with_body({"standing": standing}, "application/json")
    )
    found = pact.client(erp_v2.Client).get_customer("C-10201").standing
    assert (found.status, found.overdue_amount) == ("overdue", "9810.00")
    assert found.oldest_due_date == date(2026, 9, 15)


def test_active_customers_are_listed_for_all_of_them_at_once(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("the customers who are active")
        .given("customer C-10101 stands well")
        .with_request("GET", "/customers")
        .with_query_parameter("status", "active")
        .will_respond_with(200)
        .with_body({"items": match.each_like({"customerNumber": match.str("C-10101")})}, "application/json")
    )
    (found,) = pact.client(erp_v2.Client).list_customers(status="active").items
    assert found.customer_number == "C-10101"


def test_who_owes_nothing_has_no_oldest_date(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("a customer in good standing")
        .given("customer C-10101 stands well")
        .with_request("GET", "/customers/C-10101")
        .will_respond_with(200)
        .with_body({"standing": {"status": match.str("good"), "overdueAmount": match.str("0.00")}}, "application/json")
    )
    found = pact.client(erp_v2.Client).get_customer("C-10101").standing
    assert (found.status, found.overdue_amount, found.oldest_due_date) == ("good", "0.00", None)
