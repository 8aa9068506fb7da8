"""What the support desk view relies on in billing, still in its second version: what a customer takes and may use."""

from __future__ import annotations

import billing_v2
from pact import match

from govkit.pytest_plugin import Pacts


def allowances(client: billing_v2.Client, customer: str) -> list[str]:
    """The lines of the view that say what a customer may use."""
    lines = []
    for one in client.list_customer_entitlements(customer).data:
        limit = "without limit" if one.limit is None else f"{one.used or 0} of {one.limit}"
        lines.append(f"{one.feature}: {limit if one.enabled else 'off'}")
    return lines


def test_the_view_shows_what_a_customer_may_use(govkit_pact: Pacts) -> None:
    """Two entitlements of one answer: one that is counted, and one of which there is no number."""
    pact = govkit_pact("support-desk-view", "billing@2")
    counted = {
        "feature": match.str("devices"),
        "enabled": match.bool(True),
        "limit": match.int(400),
        "used": match.int(388),
    }
    unlimited = {"feature": match.str("sso"), "enabled": match.bool(True), "limit": None, "used": None}
    (
        pact.upon_receiving("the entitlements of a customer")
        .given("customer cus_1002 has entitlements")
        .with_request("GET", "/customers/cus_1002/entitlements")
        .will_respond_with(200)
        .with_body({"data": [counted, unlimited]}, "application/json")
    )
    assert allowances(pact.client(billing_v2.Client), "cus_1002") == ["devices: 388 of 400", "sso: without limit"]


def test_numbers_may_be_left_out(govkit_pact: Pacts) -> None:
    """The description allows an answer without them: that the view can do without is recorded, too."""
    pact = govkit_pact("support-desk-view", "billing@2")
    (
        pact.upon_receiving("entitlements of which there is no number")
        .given("customer cus_1003 has entitlements")
        .with_request("GET", "/customers/cus_1003/entitlements")
        .will_respond_with(200)
        .with_body(
            {"data": match.each_like({"feature": match.str("devices"), "enabled": match.bool(True)})},
            "application/json",
        )
    )
    assert allowances(pact.client(billing_v2.Client), "cus_1003") == ["devices: without limit"]


def test_the_view_shows_what_a_customer_takes(govkit_pact: Pacts) -> None:
    pact = govkit_pact("support-desk-view", "billing@2")
    (
        pact.upon_receiving("a subscription")
        .given("subscription sub_3101 exists")
        .with_request("GET", "/subscriptions/sub_3101")
        .will_respond_with(200)
        .with_body({"status": match.str("active"), "quantity": match.int(100)}, "application/json")
    )
    subscription = pact.client(billing_v2.Client).get_subscription("sub_3101")
    assert (subscription.status, subscription.quantity) == ("active", 100)
