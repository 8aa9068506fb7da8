"""What alerts rely on in customer success: milestones, risks, and calls to action."""

from __future__ import annotations

import customer_success_v2
from customer_success_v2 import webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "alerts"
CALL = {
    "reason": "paymentFailed",
    "title": "Payment pay_6199 failed",
    "priority": "high",
    "dueDate": "2026-11-06",
    "assignee": None,
    "source": {"system": "billing", "eventId": "evt_50099", "objectId": "pay_6199"},
}


def test_a_milestone_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    told = {"milestone": {"key": match.str("firstDevicesLive")}, "planCompleted": match.bool(True)}
    (
        pact.upon_event("a milestone that was reached", webhooks.ONBOARDING_MILESTONE_REACHED).with_body(
            {"data": told}, "application/json"
        )
    )
    data = pact.receive(webhooks.ONBOARDING_MILESTONE_REACHED).data
    assert (data.milestone.key, data.plan_completed) == ("firstDevicesLive", True)


def test_a_risk_is_told_with_what_it_was_before(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    told = {
        "previousRiskLevel": match.str("medium"),
        "renewal": {"renewalId": match.str("ren_7201"), "riskLevel": match.str("high")},
    }
    (
        pact.upon_event("a risk that changed", webhooks.RENEWAL_RISK_CHANGED)
        .given("renewal ren_7201 is open")
        .with_body({"data": told}, "application/json")
    )
    data = pact.receive(webhooks.RENEWAL_RISK_CHANGED).data
    assert (data.previous_risk_level, data.renewal.renewal_id, data.renewal.risk_level) == (
        "medium",
        "ren_7201",
        "high",
    )


def test_a_call_to_action_is_made_or_is_there(govkit_pact: Pacts) -> None:
    """Where a call from the same source is open already, the answer is that one, with 200: that is as good."""
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("a call to action")
        .given("account co_1101 exists")
        .with_request("POST", "/accounts/co_1101/calls-to-action")
        .with_header("Idempotency-Key", "evt_50099-payment-failed")
        .with_body(CALL, "application/json")
        .will_respond_with(201)
        .with_body({"callToActionId": match.str("cta-9001")}, "application/json")
    )
    body = customer_success_v2.models.CallToActionInput.model_validate(CALL)
    client = pact.client(customer_success_v2.Client)
    made = client.create_call_to_action("co_1101", body=body, idempotency_key="evt_50099-payment-failed")
    assert made.call_to_action_id == "cta-9001"


def test_the_plan_says_which_subscription_waits_for_it(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("an onboarding plan")
        .given("onboarding plan obp-8001 exists")
        .with_request("GET", "/onboarding-plans/obp-8001")
        .will_respond_with(200)
        .with_body({"status": match.str("completed"), "subscriptionId": match.str("sub_3001")}, "application/json")
    )
    plan = pact.client(customer_success_v2.Client).get_onboarding_plan("obp-8001")
    assert (plan.status, plan.subscription_id) == ("completed", "sub_3001")


def test_a_plan_may_be_of_no_subscription(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("an onboarding plan of no subscription")
        .given("onboarding plan obp-8001 is of no subscription")
        .with_request("GET", "/onboarding-plans/obp-8001")
        .will_respond_with(200)
        .with_body({"status": match.str("completed"), "subscriptionId": None}, "application/json")
    )
    plan = pact.client(customer_success_v2.Client).get_onboarding_plan("obp-8001")
    assert (plan.status, plan.subscription_id) == ("completed", None)


def test_the_subscription_of_a_plan_may_be_left_out(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("an onboarding plan without more")
        .given("onboarding plan obp-8001 is of no subscription")
        .with_request("GET", "/onboarding-plans/obp-8001")
        .will_respond_with(200)
        .with_body({"status": match.str("completed")}, "application/json")
    )
    plan = pact.client(customer_success_v2.Client).get_onboarding_plan("obp-8001")
    assert (plan.status, plan.subscription_id) == ("completed", None)


def test_what_is_true_of_a_renewal_now_is_asked_for(govkit_pact: Pacts) -> None:
    """The event may be old by the time it is read."""
    pact = govkit_pact(CONSUMER, "customer-success")
    (
        pact.upon_receiving("a renewal at risk")
        .given("renewal ren_7201 is open")
        .with_request("GET", "/renewals/ren_7201")
        .will_respond_with(200)
        .with_body(
            {
                "status": match.str("open"),
                "riskLevel": match.str("high"),
                "contract": {"contractId": match.str("ctr_2201")},
                "account": {"externalId": match.str("co_1201")},
            },
            "application/json",
        )
    )
    renewal = pact.client(customer_success_v2.Client).get_renewal("ren_7201")
    assert (renewal.status, renewal.risk_level) == ("open", "high")
    assert (renewal.contract.contract_id, renewal.account.external_id) == ("ctr_2201", "co_1201")
