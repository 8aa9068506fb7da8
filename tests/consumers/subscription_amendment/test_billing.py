"""What subscription amendment relies on in billing: the amendment, who takes what now, and what may be used."""

from __future__ import annotations

from datetime import date
from typing import Any

import billing_v3
from billing_v3 import webhooks
from pact import match

from govkit.pytest_plugin import Pacts

CONSUMER = "subscription-amendment"
NAMES = {"external_ids": {"crm": "co_1003", "erp": "C-10003"}}


def entitlement(feature: str, limit: int | None, until: Any) -> dict[str, Any]:
    return {
        "feature": match.str(feature),
        "type": match.str("static" if limit else "boolean"),
        "source": match.str("plan"),
        "enabled": match.bool(True),
        "limit": None if limit is None else match.int(limit),
        "status": match.str("active"),
        "valid_from": match.str("2026-01-01"),
        "valid_until": until,
    }


def test_an_amendment_is_told(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    told = {
        "subscription_id": match.str("sub_3001"),
        "amendment": {"id": match.str("amd_5001")},
        "effective_on": match.str("2026-09-15"),
    }
    (
        pact.upon_event("an amendment that took effect", webhooks.SUBSCRIPTION_AMENDED).with_body(
            {"data": told}, "application/json"
        )
    )
    data = pact.receive(webhooks.SUBSCRIPTION_AMENDED).data
    assert (data.subscription_id, data.amendment.id, data.effective_on.day) == ("sub_3001", "amd_5001", 15)


def test_the_subscription_says_by_whom_it_is_used(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    entity = {"customer_id": match.str("cus_1002"), "quantity": match.int(400)}
    (
        pact.upon_receiving("an amended subscription")
        .given("subscription sub_3001 exists")
        .with_request("GET", "/subscriptions/sub_3001")
        .will_respond_with(200)
        .with_body({"status": match.str("active"), "entities": match.each_like(entity)}, "application/json")
    )
    found = pact.client(billing_v3.Client).get_subscription("sub_3001")
    assert (found.status, [(one.customer_id, one.quantity) for one in found.entities]) == (
        "active",
        [("cus_1002", 400)],
    )


def test_a_customer_learns_its_other_names(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("the other names of a customer")
        .given("customer cus_1003 exists")
        .with_request("PATCH", "/customers/cus_1003")
        .with_body(NAMES, "application/json")
        .will_respond_with(200)
    )
    body = billing_v3.models.CustomerUpdate.model_validate(NAMES)
    pact.client(billing_v3.Client).update_customer("cus_1003", body=body)


def test_entitlements_are_read_with_and_without_a_limit(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    listed = [entitlement("devices", 400, match.str("2029-01-01")), entitlement("sso", None, match.str("2029-01-01"))]
    (
        pact.upon_receiving("the entitlements of a customer")
        .given("customer cus_1002 has entitlements")
        .with_request("GET", "/customers/cus_1002/entitlements")
        .will_respond_with(200)
        .with_body({"data": listed, "has_more": False}, "application/json")
    )
    page = pact.client(billing_v3.Client).list_customer_entitlements("cus_1002")
    assert page.has_more is False
    assert [(one.feature, one.type, one.limit) for one in page.data] == [
        ("devices", "static", 400),
        ("sso", "boolean", None),
    ]
    assert {(one.source, one.enabled, one.status) for one in page.data} == {("plan", True, "active")}
    assert {(one.valid_from, one.valid_until) for one in page.data} == {(date(2026, 1, 1), date(2029, 1, 1))}


def test_an_entitlement_may_be_without_an_end(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "billing")
    (
        pact.upon_receiving("an entitlement without an end")
        .given("customer cus_1900 has an entitlement without an end")
        .with_request("GET", "/customers/cus_1900/entitlements")
        .will_respond_with(200)
        .with_body({"data": [{"feature": match.str("devices"), "valid_until": None}]}, "application/json")
    )
    (found,) = pact.client(billing_v3.Client).list_customer_entitlements("cus_1900").data
    assert (found.feature, found.valid_until) == ("devices", None)
