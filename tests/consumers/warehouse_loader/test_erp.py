"""What the warehouse loader relies on in the ERP, in a version that ends: invoices, payments, journals."""

from __future__ import annotations

import erp_v1
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "warehouse-loader"


def test_invoices_are_loaded(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp@1.9.0")
    invoice = {
        "invoiceNo": match.str("INV-2026-000123"),
        "customerNo": match.str("C-10101"),
        "status": match.str("settled"),
        "currency": match.str("USD"),
        "grossAmount": match.number(2706.25),
        "openAmount": match.number(0.5),
    }
    (
        pact.upon_receiving("a page of invoices")
        .with_request("GET", "/invoices")
        .with_query_parameter("pageSize", "100")
        .will_respond_with(200)
        .with_body({"items": match.each_like(invoice)}, "application/json")
    )
    (row,) = pact.client(erp_v1.Client).list_invoices(page_size=100).items
    assert (row.invoice_no, row.customer_no, row.status, row.currency) == (
        "INV-2026-000123",
        "C-10101",
        "settled",
        "USD",
    )
    assert row.open_amount < row.gross_amount


def test_payments_are_loaded_with_what_they_pay(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp@1.9.0")
    allocation = {"invoiceNo": match.str("INV-2026-000123"), "amount": match.number(2706.25)}
    payment = {
        "paymentNo": match.str("PMT-2026-00045"),
        "amount": match.number(2706.25),
        "allocations": match.each_like(allocation),
    }
    (
        pact.upon_receiving("a page of payments")
        .with_request("GET", "/payments")
        .with_query_parameter("pageSize", "1")
        .will_respond_with(200)
        .with_body({"items": match.each_like(payment)}, "application/json")
    )
    (row,) = pact.client(erp_v1.Client).list_payments(page_size=1).items
    (paid,) = row.allocations
    assert (row.payment_no, paid.invoice_no, paid.amount) == ("PMT-2026-00045", "INV-2026-000123", row.amount)


def test_journals_are_loaded_line_by_line(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp@1.9.0")
    journal = {
        "journalNo": match.str("JD-2026-000412"),
        "lines": match.each_like({"amount": match.number(24000.0)}),
    }
    (
        pact.upon_receiving("a page of journals")
        .with_request("GET", "/journals")
        .with_query_parameter("pageSize", "100")
        .will_respond_with(200)
        .with_body({"items": match.each_like(journal)}, "application/json")
    )
    (row,) = pact.client(erp_v1.Client).list_journals(page_size=100).items
    assert (row.journal_no, [line.amount for line in row.lines]) == ("JD-2026-000412", [24000])
