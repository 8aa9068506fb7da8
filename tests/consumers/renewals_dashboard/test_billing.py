"""What the renewals dashboard relies on in billing: how much of what was bought is used."""

from __future__ import annotations

import billing_v3
from pact import match

from govkit.pytest_plugin import Pacts


def test_usage_is_shown_by_meter(govkit_pact: Pacts) -> None:
    pact = govkit_pact("renewals-dashboard", "billing")
    (
        pact.upon_receiving("the usage of a subscription")
        .given("subscription sub_3201 exists")
        .with_request("GET", "/subscriptions/sub_3201/usage")
        .will_respond_with(200)
        .with_body(
            {"summaries": match.each_like({"meter": match.str("api_calls"), "quantity": match.str("940000")})},
            "application/json",
        )
    )
    (row,) = pact.client(billing_v3.Client).get_subscription_usage("sub_3201").summaries
    assert (row.meter, row.quantity) == ("api_calls", "940000")
