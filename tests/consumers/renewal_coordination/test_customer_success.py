"""What renewal coordination relies on in customer success: renewals that come near, and what is expected of them."""

from __future__ import annotations

from datetime import date

import customer_success_v2
from customer_success_v2 import models, webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "renewal-coordination"
PATCH = {
    "forecast": {
        "category": "bestCase",
        "amount": {"amount": "30000.00", "currency": "SGD"},
        "probability": 0.55,
        "closeDate": "2027-01-29",
    },
    "riskLevel": "high",
}
STATUS = {
    "asOf": "2026-11-03T06:00:09Z",
    "standing": "current",
    "outstanding": {"amount": "2706.25", "currency": "USD"},
    "overdue": {"amount": "0.00", "currency": "USD"},
    "oldestDueDate": "2026-12-01",
    "openInvoices": [],
}
USAGE = {
    "asOf": "2026-10-20T04:00:00Z",
    "period": {"start": "2026-08-01", "end": "2026-11-01"},
    "quantity": "940000",
    "limit": "1000000",
    "unit": "call",
}


def test_a_renewal_that_comes_near_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    told = {"daysUntilDue": match.int(90), "renewal": {"renewalId": match.str("ren_7201")}}
    (
        pact.upon_event("a renewal that is due soon", webhooks.RENEWAL_DUE_SOON)
        .given("renewal ren_7201 is open")
        .with_body({"data": told}, "application/json")
    )
    data = pact.receive(webhooks.RENEWAL_DUE_SOON).data
    assert (data.days_until_due, data.renewal.renewal_id) == (90, "ren_7201")


def test_the_renewal_is_read_with_its_risks(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    renewal = {
        "status": match.str("open"),
        "contract": {"contractId": match.str("ctr_2201")},
        "dealId": match.str("deal_8201"),
        "dueDate": match.str("2027-01-31"),
        "forecast": {"category": match.str("bestCase")},
        "riskReasons": match.each_like({"code": match.str("lowAdoption")}),
    }
    (
        pact.upon_receiving("a renewal at risk")
        .given("renewal ren_7201 is open")
        .with_request("GET", "/renewals/ren_7201")
        .will_respond_with(200)
        .with_body(renewal, "application/json")
    )
    found = pact.client(customer_success_v2.Client).get_renewal("ren_7201")
    assert (found.status, found.contract.contract_id, found.deal_id) == ("open", "ctr_2201", "deal_8201")
    assert (found.due_date, [reason.code for reason in found.risk_reasons]) == (date(2027, 1, 31), ["lowAdoption"])
    assert found.forecast is not None
    assert found.forecast.category == "bestCase"


def test_a_renewal_may_have_neither_deal_nor_forecast(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("a renewal that is far away")
        .given("renewal ren_7201 is far away")
        .with_request("GET", "/renewals/ren_7201")
        .will_respond_with(200)
        .with_body({"dealId": None, "forecast": None, "riskReasons": []}, "application/json")
    )
    found = pact.client(customer_success_v2.Client).get_renewal("ren_7201")
    assert (found.deal_id, found.forecast, found.risk_reasons) == (None, None, [])


def test_the_deal_may_be_left_out(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("a renewal of which nobody names a deal")
        .given("renewal ren_7201 is far away")
        .with_request("GET", "/renewals/ren_7201")
        .will_respond_with(200)
        .with_body({"status": match.str("upcoming")}, "application/json")
    )
    found = pact.client(customer_success_v2.Client).get_renewal("ren_7201")
    assert (found.status, found.deal_id) == ("upcoming", None)


def test_what_is_expected_is_written_back(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("the forecast of a renewal")
        .given("renewal ren_7201 is open")
        .with_request("PATCH", "/renewals/ren_7201")
        .with_body(PATCH, "application/merge-patch+json")
        .will_respond_with(200)
        .with_body({"status": match.str("open")}, "application/json")
    )
    body = models.RenewalPatch.model_validate(PATCH)
    assert pact.client(customer_success_v2.Client).update_renewal("ren_7201", body=body).status == "open"


def test_how_the_account_stands_and_what_it_uses_is_put(govkit_pact: Pacts) -> None:
    """Nothing is read of the answers."""
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("a billing status")
        .given("account co_1101 exists")
        .with_request("PUT", "/accounts/co_1101/billing-status")
        .with_body(STATUS, "application/json")
        .will_respond_with(200)
    )
    (
        pact.upon_receiving("a snapshot of usage")
        .given("account co_1201 exists")
        .with_request("PUT", "/accounts/co_1201/usage-snapshots/api_calls/2026-08-01")
        .with_body(USAGE, "application/json")
        .will_respond_with(200)
    )
    client = pact.client(customer_success_v2.Client)
    client.put_account_billing_status("co_1101", body=models.BillingStatusInput.model_validate(STATUS))
    client.put_usage_snapshot(
        "co_1201", "api_calls", date(2026, 8, 1), body=models.UsageSnapshotInput.model_validate(USAGE)
    )
