"""What collections visibility relies on in customer success: a place for how an account stands."""

from __future__ import annotations

import customer_success_v2
from pact import match

from govkit.pytest_plugin import Pacts

STATUS = {
    "asOf": "2026-11-03T06:00:09Z",
    "standing": "current",
    "outstanding": {"amount": "2706.25", "currency": "USD"},
    "overdue": {"amount": "0.00", "currency": "USD"},
    "oldestDueDate": "2026-12-01",
    "openInvoices": [],
}


def test_the_status_is_put_as_of_its_time(govkit_pact: Pacts) -> None:
    pact = govkit_pact("collections-visibility", "customer-success")
    (
        pact.upon_receiving("a billing status")
        .given("account co_1101 exists")
        .with_request("PUT", "/accounts/co_1101/billing-status")
        .with_body(STATUS, "application/json")
        .will_respond_with(200)
        .with_body({"asOf": match.str("2026-11-03T06:00:09Z")}, "application/json")
    )
    body = customer_success_v2.models.BillingStatusInput.model_validate(STATUS)
    stored = pact.client(customer_success_v2.Client).put_account_billing_status("co_1101", body=body)
    assert stored.as_of is not None
    assert stored.as_of.day == 3


def test_a_status_may_be_stored_without_its_time(govkit_pact: Pacts) -> None:
    pact = govkit_pact("collections-visibility", "customer-success")
    (
        pact.upon_receiving("a billing status whose time is not told again")
        .given("account co_1101 exists")
        .with_request("PUT", "/accounts/co_1101/billing-status")
        .with_body(STATUS, "application/json")
        .will_respond_with(200)
        .with_body({}, "application/json")
    )
    body = customer_success_v2.models.BillingStatusInput.model_validate(STATUS)
    stored = pact.client(customer_success_v2.Client).put_account_billing_status("co_1101", body=body)
    assert stored.as_of is None
