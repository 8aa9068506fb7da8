"""What alerts rely on in billing: payments that fail, usage near its limit, and the activation of a subscription."""

from __future__ import annotations

import billing_v3
import pytest
from billing_v3 import webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "alerts"
ACTIVATION = {"activated_on": "2026-05-01", "onboarding_reference": "ms-8103"}


def test_a_payment_that_failed_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    payment = {
        "id": match.str("pay_6101"),
        "amount": match.int(270625),
        "currency": match.str("USD"),
    }
    (
        pact.upon_event("a payment that failed", webhooks.PAYMENT_FAILED)
        .given("the card pm_1101 is declined")
        .with_body({"data": {"payment": payment}}, "application/json")
    )
    told = pact.receive(webhooks.PAYMENT_FAILED).data.payment
    assert (told.id, told.amount, told.currency) == ("pay_6101", 270625, "USD")


def test_usage_near_its_limit_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    threshold = {"meter": match.str("api_calls"), "value": match.str("90")}
    (
        pact.upon_event("usage that reached a threshold", webhooks.USAGE_THRESHOLD_REACHED).with_body(
            {"data": {"threshold": threshold}}, "application/json"
        )
    )
    told = pact.receive(webhooks.USAGE_THRESHOLD_REACHED).data.threshold
    assert (told.meter, told.value) == ("api_calls", "90")


def test_a_subscription_is_activated_after_onboarding(govkit_pact: Pacts) -> None:
    """Nothing of the answer is read: that it is an answer at all is what counts."""
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("the activation of a subscription")
        .given("subscription sub_3101 waits for its activation")
        .with_request("POST", "/subscriptions/sub_3101/activate")
        .with_header("Idempotency-Key", "activate-sub_3101")
        .with_body(ACTIVATION, "application/json")
        .will_respond_with(200)
    )
    pact.client(billing_v3.Client).activate_subscription(
        "sub_3101",
        body=billing_v3.models.SubscriptionActivateRequest.model_validate(ACTIVATION),
        idempotency_key="activate-sub_3101",
    )


def test_a_subscription_that_is_active_is_left_alone(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("a subscription")
        .given("subscription sub_3101 exists")
        .with_request("GET", "/subscriptions/sub_3101")
        .will_respond_with(200)
        .with_body({"status": match.str("active")}, "application/json")
    )
    assert pact.client(billing_v3.Client).get_subscription("sub_3101").status == "active"


def test_a_customer_is_known_elsewhere_by_other_names(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("a customer")
        .given("customer cus_1101 exists")
        .with_request("GET", "/customers/cus_1101")
        .will_respond_with(200)
        .with_body({"external_ids": {"crm": match.str("co_1101")}}, "application/json")
    )
    assert pact.client(billing_v3.Client).get_customer("cus_1101").external_ids.crm == "co_1101"


@pytest.mark.parametrize("names", [{"crm": None}, {}], ids=["null", "missing"])
def test_a_customer_may_be_known_nowhere_else(names: dict[str, None], govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving(f"a customer without other names: {len(names)} are null")
        .given("customer cus_1900 is known nowhere else")
        .with_request("GET", "/customers/cus_1900")
        .will_respond_with(200)
        .with_body({"external_ids": names or match.like({})}, "application/json")
    )
    assert pact.client(billing_v3.Client).get_customer("cus_1900").external_ids.crm is None
